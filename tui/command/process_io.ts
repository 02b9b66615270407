import process from "node:process";
import type { Io } from "./io.ts";

/** The terminal, or the pipes, of this process. */
export const processIo: Io = {
  out: (text) => write(Deno.stdout, text),
  err: (text) => write(Deno.stderr, text),
  isOutputTerminal: Deno.stdout.isTerminal(),
  isInputTerminal: Deno.stdin.isTerminal(),
  env: (name) => Deno.env.get(name),
  readInput: () => new Response(Deno.stdin.readable).text(),
  ask,
  askSecret,
  edit,
  browse,
  onInterrupt(act) {
    Deno.addSignalListener("SIGINT", act);
    return () => Deno.removeSignalListener("SIGINT", act);
  },
  now: () => Date.now(),
};

function write(to: typeof Deno.stdout | typeof Deno.stderr, text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
  } catch (error) {
    // The reader has seen enough: `carillon events | head -1`.
    if (error instanceof Deno.errors.BrokenPipe) process.exit(0);
    throw error;
  }
}

/** Not prompt(), which writes the question to the standard output, among the answers. */
async function ask(question: string): Promise<string | undefined> {
  write(Deno.stderr, question);
  // A terminal gives a whole line at once.
  const line = new Uint8Array(4096);
  const size = await Deno.stdin.read(line);
  return size === null ? undefined : new TextDecoder().decode(line.subarray(0, size)).trim();
}

const [ctrlC, ctrlD, backspace, del, ctrlU] = ["\x03", "\x04", "\b", "\x7f", "\x15"];

async function askSecret(question: string): Promise<string | undefined> {
  // Before the question: what is typed or pasted as soon as it shows must not be echoed.
  Deno.stdin.setRaw(true);
  write(Deno.stderr, question);
  try {
    let typed = "";
    const chunk = new Uint8Array(1024);
    const decoder = new TextDecoder();
    for (;;) {
      const size = await Deno.stdin.read(chunk);
      if (size === null) return undefined;
      for (const char of decoder.decode(chunk.subarray(0, size), { stream: true })) {
        if (char === "\r" || char === "\n") return typed;
        if (char === ctrlC || char === ctrlD) return undefined;
        if (char === backspace || char === del) typed = [...typed].slice(0, -1).join("");
        else if (char === ctrlU) typed = "";
        else if (char >= " ") typed += char;
      }
    }
  } finally {
    Deno.stdin.setRaw(false);
    write(Deno.stderr, "\n");
  }
}

async function edit(path: string): Promise<boolean> {
  const editor = Deno.env.get("VISUAL") || Deno.env.get("EDITOR") ||
    (Deno.build.os === "windows" ? "notepad" : "vi");
  // The variable may hold arguments: "code --wait".
  const [program = "vi", ...args] = editor.trim().split(/\s+/);
  return await run(program, [...args, path], "inherit");
}

async function browse(url: string): Promise<boolean> {
  const opener = { darwin: "open", windows: "explorer" }[Deno.build.os as string] ?? "xdg-open";
  return await run(opener, [url], "null");
}

async function run(program: string, args: string[], stdio: "inherit" | "null"): Promise<boolean> {
  try {
    const streams = { stdin: stdio, stdout: stdio, stderr: stdio } as const;
    const { success } = await new Deno.Command(program, { args, ...streams }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
