/** A record that is not taken. */
export interface Untaken {
  /** Which record: its kind and its id, name or line. */
  readonly what: string;
  readonly reason: string;
}
