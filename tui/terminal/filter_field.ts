/** A field that the filter of a list knows: `state:`. */
export interface FilterField {
  readonly name: string;
  /** The name of its help, where another list has a field of the same name. */
  readonly help?: "job_since" | "job_on" | "job_next";
  /** The values that are offered while the user types. Without them, any text is a value. */
  values?(): readonly FilterValue[];
  /** Whether the field knows a value. Without it, every value is known. */
  isKnown?(value: string): boolean;
}

export interface FilterValue {
  /** In lower case. */
  readonly value: string;
  /** How many rows have it. */
  readonly count?: number;
}
