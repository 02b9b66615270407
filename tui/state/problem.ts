/** Why something could not be read: what the server said, or that nobody answered. */
export interface Problem {
  /** 0: nobody answered. */
  readonly status: number;
  readonly error: string;
}

/** An older server does not know the address; to the dashboard that is no error. */
export function isUnknown(problem: Problem | undefined): boolean {
  return problem?.status === 404 || problem?.status === 405;
}
