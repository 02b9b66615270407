import { temporaryFolder } from "../../support/temporary_folder.ts";

/** A disk of a few megabytes, which the test can fill. */
export class SmallDisk {
  readonly path: string;
  readonly #filler: string;

  constructor(path: string) {
    this.path = path;
    this.#filler = `${path}/filler`;
  }

  /** @returns `undefined` where the test may not mount. */
  static async mount(path: string): Promise<SmallDisk | undefined> {
    await Deno.mkdir(path);
    return await run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", path)
      ? new SmallDisk(path)
      : undefined;
  }

  /** Writes until nothing fits any more. */
  async fill(): Promise<void> {
    using file = await Deno.open(this.#filler, { create: true, append: true });
    for (let bytes = 64 * 1024; bytes >= 1;) {
      try {
        await file.write(new Uint8Array(bytes));
      } catch {
        bytes = Math.floor(bytes / 2);
      }
    }
  }

  /** @returns whether the system did it; it does not while files are open for writing. */
  makeReadOnly(): Promise<boolean> {
    return run("mount", "-o", "remount,ro", this.path);
  }

  makeRoom(): Promise<void> {
    return Deno.remove(this.#filler);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("umount", "-l", this.path);
  }
}

/** A disk in a file, which the test can break. */
export class BreakableDisk {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** @returns `undefined` where the test may not do that. */
  static async mount(path: string): Promise<BreakableDisk | undefined> {
    await Deno.mkdir(path);
    const image = `${path}.image`;
    const isMade = await run("truncate", "-s", "24m", image) &&
      await run("mkfs.ext4", "-q", image) && await run("mount", "-o", "loop", image, path);
    return isMade ? new BreakableDisk(path) : undefined;
  }

  /** As the system does when it finds the file system broken: it takes no writes from now on. */
  break(): Promise<boolean> {
    return run("mount", "-o", "remount,abort", this.path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("umount", "-l", this.path);
  }
}

async function run(command: string, ...args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, { args, stdout: "null", stderr: "null" })
      .output();
    return success;
  } catch {
    return false;
  }
}

export async function canMount(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  await using folder = await temporaryFolder();
  await using disk = await SmallDisk.mount(`${folder.path}/disk`);
  return disk !== undefined;
}

export async function canBreak(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  await using folder = await temporaryFolder();
  await using disk = await BreakableDisk.mount(`${folder.path}/disk`);
  return disk !== undefined && await disk.break();
}
