/** What the command's exit code says. Scripts rely on these numbers. */
export const exitCodes = {
  done: 0,
  /** The server did not do it, or the run did not succeed. */
  failed: 1,
  /** The command line, or a value in it, is wrong. */
  usage: 2,
  notFound: 3,
  /** Not logged in, or no right to do it. */
  refused: 4,
  unreachable: 5,
  /** ctrl+c, as shells number it. */
  interrupted: 130,
} as const;

export type ExitCode = typeof exitCodes[keyof typeof exitCodes];
