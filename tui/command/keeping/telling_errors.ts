import { CommandFailure } from "../failures.ts";

/** Errors whose messages are for the person at the terminal. */
const telling: ReadonlySet<string> = new Set([
  "BrokenBackupError",
  "RestoreRefusedError",
  "ConfigError",
  "NotFound",
  "PermissionDenied",
  "AlreadyExists",
]);

/** @throws CommandFailure for an error of the files or of the backup. Any other error is a bug, and stays as it is. */
export async function withTellingErrors<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && telling.has(error.name)) throw new CommandFailure(error.message);
    throw error;
  }
}
