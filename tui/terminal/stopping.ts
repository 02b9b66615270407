/** ctrl+z: stops all processes between the shell and the dashboard, as the terminal does for other programs. */
import process from "node:process";

interface Kin {
  readonly parent: number;
  readonly group: string;
  readonly session: string;
}

// Deno reads /proc only with all permissions, so a program reads it. Without /proc, the terminal stands for the session.
const readKin = 'cat "/proc/$1/stat" 2>/dev/null || ps -o ppid=,pgid=,tty= -p "$1"';

/**
 * Whether a shell with job control waits for the foreground process group. Without such a shell nobody could continue
 * a stopped group. When it cannot be found out, the answer is yes.
 */
export async function hasShell(pid = process.pid): Promise<boolean> {
  const own = await kinOf(pid);
  if (own === undefined) return true;
  for (let next = own.parent; next > 0;) {
    const parent = await kinOf(next);
    if (parent === undefined || parent.session !== own.session) return false;
    if (parent.group !== own.group) return true;
    next = parent.parent;
  }
  return false;
}

async function kinOf(pid: number): Promise<Kin | undefined> {
  const { success, stdout } = await new Deno.Command("sh", {
    args: ["-c", readKin, "sh", String(pid)],
    stdin: "null",
    stderr: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  // The name of the program is in parentheses, and may hold any character. One letter for the state follows.
  const [parent, group, session] = text.slice(text.lastIndexOf(")") + 1).trim()
    .replace(/^[A-Za-z] /, "").split(/\s+/);
  if (!success || parent === undefined || group === undefined || session === undefined) return;
  return { parent: Number(parent), group, session };
}

/**
 * Stops the process group, and resolves when the shell continues it. Not by SIGTSTP: `deno task` takes that signal and
 * does not stop, so the shell would wait for it without end.
 */
export async function stopGroup(): Promise<void> {
  const continued = new Promise<void>((resolve) => process.once("SIGCONT", () => resolve()));
  process.kill(0, "SIGSTOP");
  await continued;
}
