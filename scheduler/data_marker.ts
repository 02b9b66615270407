import type { Instant } from "./model/time.ts";

/**
 * A small file beside the file of the database says that there is data: a start that then finds an empty database refuses,
 * because somebody has moved, deleted or not mounted the file.
 */
function markerOf(file: string): string {
  return `${file}-marker`;
}

/**
 * Why the database is known to hold data; `undefined` where nothing says so.
 * @param file the path of an embedded database; absent for others, which have no marker.
 */
export async function whyData(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    const { mtime } = await Deno.stat(markerOf(file));
    const since = mtime === null ? "" : ` since ${mtime.toISOString()}`;
    return `${markerOf(file)} says that it held data${since}: find its file, restore a backup ` +
      "(deno task restore FILE), or remove the marker to begin with an empty database";
  } catch {
    return undefined;
  }
}

/** Writes the marker where there is none. The database works without it, so a failure is none. */
export async function markData(file: string | undefined, now: Instant): Promise<void> {
  if (file === undefined) return;
  const text = `The database beside this file holds data since ${new Date(now).toISOString()}.\n`;
  try {
    await Deno.writeTextFile(markerOf(file), text, { createNew: true, mode: 0o600 });
  } catch {
    // It is there already, or nobody may write here.
  }
}
