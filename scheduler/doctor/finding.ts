/** How bad a finding is: `error`: something does not work; `warning`: it may not; `info`: it is worth knowing. */
export type Severity = "error" | "warning" | "info";

/** Something that the doctor found. */
export interface Finding {
  /** What was looked at, for programs: a name that stays. */
  readonly check: string;
  readonly severity: Severity;
  /** What is the case, in a sentence. */
  readonly text: string;
  /** What to do about it, in a sentence. */
  readonly remedy: string;
  /** How many there are, where they are counted. */
  readonly count?: number;
  /** Some of the keys or names. */
  readonly examples?: readonly string[];
  /** How many were mended; absent where nothing was tried. */
  readonly fixed?: number;
}

/** The most examples of a finding. */
export const mostExamples = 10;
