/** The rights of others than user and group. */
const othersRights = 0o007;
/** SQLite gives the last two the rights of the first when it makes them. */
const suffixes = ["", "-wal", "-shm"];

/**
 * Opens the file of an embedded database. A new folder is 0700 and new files are 0600, whatever the umask. The
 * files of an earlier start lose the rights of others; the rights of the group stay, because an operator may
 * have given them.
 */
export async function openFile(path: string): Promise<Deno.Kv> {
  const folder = path.slice(0, path.search(/[^/\\]*$/));
  if (folder !== "") await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await makePrivate(path);
  const kv = await Deno.openKv(path);
  // After the open: a path that leads to another program's file by mistake must not change that file.
  for (const suffix of suffixes) await hideFromOthers(`${path}${suffix}`);
  return kv;
}

async function makePrivate(path: string): Promise<void> {
  try {
    (await Deno.open(path, { write: true, createNew: true, mode: 0o600 })).close();
  } catch {
    // The file is there already, or openKv() says why it cannot be made.
  }
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
