/** The system user that runs the programs of jobs: `SHELL_USER`. */

export interface ProgramUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

export type FoundUser =
  | { readonly user: ProgramUser; readonly problem?: never }
  | { readonly user?: never; readonly problem: string };

/**
 * Looks the user up and tries to start a program as that user. The server may switch users when it runs as root, or
 * with the capabilities to change user and group.
 * @param passwd the text of the user table; by default `getent passwd` and `/etc/passwd`.
 */
export function findProgramUser(name: string, passwd?: string): FoundUser {
  if (Deno.build.os === "windows") {
    return { problem: "SHELL_USER is set, but programs cannot run as another user on Windows" };
  }
  const user = parseUser(passwd ?? readUser(name), name);
  if (user === undefined) return { problem: `SHELL_USER: there is no system user ${name}` };
  try {
    const { uid, gid } = user;
    new Deno.Command("true", { uid, gid, clearEnv: true, env: { PATH: path }, cwd: "/" })
      .outputSync();
    return { user };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      problem: `SHELL_USER: this server may not start programs as ${name} (${reason}); ` +
        "start it as root, or leave SHELL_USER out",
    };
  }
}

const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** `getent` also knows the users of a directory service. */
function readUser(name: string): string {
  try {
    const { success, stdout } = new Deno.Command("getent", { args: ["passwd", name] }).outputSync();
    if (success) return new TextDecoder().decode(stdout);
  } catch {
    // The system has no getent.
  }
  try {
    return Deno.readTextFileSync("/etc/passwd");
  } catch {
    return "";
  }
}

/** By name or by number; the format is that of passwd(5). */
function parseUser(passwd: string, wanted: string): ProgramUser | undefined {
  for (const line of passwd.split("\n")) {
    const [name = "", , uid = "", gid = "", , home = "", shell = ""] = line.split(":");
    if (name === "" || (name !== wanted && uid !== wanted)) continue;
    if (!/^\d+$/.test(uid) || !/^\d+$/.test(gid)) continue;
    return {
      name,
      uid: Number(uid),
      gid: Number(gid),
      home: home || "/",
      shell: shell || "/bin/sh",
    };
  }
  return undefined;
}
