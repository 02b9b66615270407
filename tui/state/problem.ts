/** Why something could not be read: what the server said, or that nobody answered. */
export interface Problem {
  /** 0: nobody answered. */
  readonly status: number;
  readonly error: string;
}
