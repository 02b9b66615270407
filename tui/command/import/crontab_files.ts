import { longestCrontab } from "./bounds.ts";
import type { Io } from "../io.ts";
import { wrongUse } from "../failures.ts";
import type { Untaken } from "./untaken.ts";

export interface CrontabFile {
  readonly path: string;
  readonly text: string;
}

/** Names that cron reads in /etc/cron.d: others are backups and the remains of packages (man 8 cron). */
const nameInFolder = /^[A-Za-z0-9_-]+$/;

/**
 * The crontabs of files, of the files in folders, and of the standard input.
 * @throws CommandFailure for a path that cannot be read.
 */
export async function crontabFiles(
  io: Io,
  paths: readonly string[],
): Promise<{ readonly files: readonly CrontabFile[]; readonly untaken: readonly Untaken[] }> {
  const [files, untaken]: [CrontabFile[], Untaken[]] = [[], []];
  const add = (path: string, text: string) => {
    if (text.length <= longestCrontab) files.push({ path, text });
    else untaken.push({ what: path, reason: `it is longer than ${longestCrontab} characters` });
  };
  for (const path of paths) {
    if (path === "-") add(path, await io.readInput());
    else if (!await isFolder(path)) add(path, textOf(await bytesOf(path)));
    else {
      const { read, left } = await namesIn(path);
      for (const name of read) add(`${path}/${name}`, textOf(await bytesOf(`${path}/${name}`)));
      const reason = "cron reads no file of this name in a folder";
      untaken.push(...left.map((name) => ({ what: `${path}/${name}`, reason })));
    }
  }
  return { files, untaken };
}

async function isFolder(path: string): Promise<boolean> {
  return (await orWrongUse(path, () => Deno.stat(path))).isDirectory;
}

async function namesIn(folder: string): Promise<{ read: string[]; left: string[] }> {
  const entries = await orWrongUse(folder, () => Array.fromAsync(Deno.readDir(folder)));
  const names = entries.filter(({ isDirectory }) => !isDirectory).map(({ name }) => name)
    .toSorted();
  return {
    read: names.filter((name) => nameInFolder.test(name)),
    left: names.filter((name) => !nameInFolder.test(name) && name !== ".placeholder"),
  };
}

function bytesOf(path: string): Promise<Uint8Array> {
  return orWrongUse(path, () => Deno.readFile(path));
}

/** A byte order mark stays: the reader of crontabs knows it. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

async function orWrongUse<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw wrongUse(`${path} cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
}
