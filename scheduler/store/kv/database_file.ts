/** The rights of others than user and group. */
const othersRights = 0o007;
/** SQLite gives the last two the rights of the first when it makes them. */
const suffixes = ["", "-wal", "-shm"];

/**
 * Opens the file of an embedded database. A new folder is 0700 and new files are 0600, whatever the umask. The
 * files of an earlier start lose the rights of others; the rights of the group stay, because an operator may
 * have given them.
 * @throws an error with SQLite's text and the reason of the system, where the file cannot be written.
 */
export async function openFile(path: string): Promise<Deno.Kv> {
  const folder = path.slice(0, path.search(/[^/\\]*$/));
  if (folder !== "") await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await mustBeWritable(path);
  const kv = await Deno.openKv(path).catch(async (error) => {
    throw await openProblem(error, path);
  });
  // After the open: a path that leads to another program's file by mistake must not change that file.
  for (const suffix of suffixes) await hideFromOthers(`${path}${suffix}`);
  return kv;
}

/** Files that this process has opened: to close one of them again would take SQLite's locks away. */
const opened = new Set<string>();

/**
 * Makes the file where there is none. SQLite would open a file that it may not write, and say so with the first commit; of
 * other files it says that it cannot open them, and not why.
 */
async function mustBeWritable(path: string): Promise<void> {
  if (opened.has(path)) return;
  opened.add(path);
  try {
    (await Deno.open(path, { write: true, create: true, mode: 0o600 })).close();
  } catch (error) {
    throw cannotOpen(error);
  }
}

/** The error of openKv() with its reason: SQLite makes files beside the database. */
async function openProblem(error: unknown, path: string): Promise<unknown> {
  if (!(error instanceof Error) || !error.message.startsWith(unopened)) return error;
  const probe = `${path}-probe-${crypto.randomUUID()}`;
  try {
    (await Deno.open(probe, { write: true, createNew: true, mode: 0o600 })).close();
    await Deno.remove(probe);
    return error;
  } catch (reason) {
    return cannotOpen(reason);
  }
}

/** As SQLite says it. */
const unopened = "unable to open database file";

function cannotOpen(reason: unknown): unknown {
  // Deno names the permission that is missing.
  if (reason instanceof Deno.errors.NotCapable || !(reason instanceof Error)) return reason;
  return new Error(`${unopened}: ${reason.message}`, { cause: reason });
}

async function hideFromOthers(path: string): Promise<void> {
  try {
    const { mode, isFile } = await Deno.stat(path);
    if (isFile && mode !== null && (mode & othersRights) !== 0) {
      await Deno.chmod(path, mode & 0o777 & ~othersRights);
    }
  } catch {
    // The file does not exist, or it belongs to another user, who decides about it.
  }
}
