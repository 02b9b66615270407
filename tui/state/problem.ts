/** Why something could not be read. */
export interface Problem {
  /** The HTTP status; 0: no answer. */
  readonly status: number;
  readonly error: string;
}
