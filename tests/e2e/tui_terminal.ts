import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

const root = new URL("../..", import.meta.url).pathname;

/** As `deno task tui` starts it, up to the program. */
const [memory = "", , ...words] = taskOf("tui").split(" ");
/** What the task gives to Deno, up to the program. */
export const dashboardCommand: string[] = words.slice(0, -1);
const [memoryName = "", memoryValue = ""] = memory.split("=");
const taskEnvironment = { [memoryName]: memoryValue };

function taskOf(name: string): string {
  return JSON.parse(Deno.readTextFileSync(`${root}deno.json`)).tasks[name].command;
}

export interface Opening {
  /** Another program than the dashboard, from the project's folder. */
  readonly program?: string;
  readonly args: readonly string[];
  /** Where settings and tokens are kept. */
  readonly home: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each piece of output. */
  readonly tap?: (text: string, at: number) => void;
  /** Without the shell that reports in which state the program left the terminal. */
  readonly isBare?: boolean;
}

/** The state of the terminal after the program's end. */
export interface End {
  readonly code: number;
  /** The terminal's line settings, as `stty -a` names them: icanon, -echo, … */
  readonly line: ReadonlySet<string>;
}

// exec keeps the process id that the shell prints. The shell stays until its line is read, because the pseudo-terminal
// may lose what is written just before the last process ends.
const script = `sh -c 'echo $$ > "$PID_FILE"; exec "$@"' sh "$@"; code=$?; stty -a; ` +
  `echo "ended with $code"; read -r _`;

/** The dashboard in a pseudo-terminal, and the emulator that shows what it draws. */
export class TuiTerminal implements AsyncDisposable {
  readonly #pty: ReturnType<typeof spawn>;
  readonly #emulator: InstanceType<typeof xterm.Terminal>;
  readonly #pidFile: string | undefined;
  readonly #exited = Promise.withResolvers<number>();
  readonly #modes = new Map<number, boolean>();
  #hasExited = false;
  #watchers = new Set<() => void>();

  private constructor(
    { program = "tui/main.ts", args, home, columns = 80, rows = 24, env = {}, tap, isBare = false }:
      Opening,
    pidFile: string | undefined,
  ) {
    this.#pidFile = pidFile;
    this.#emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    for (const final of ["h", "l"]) {
      this.#emulator.parser.registerCsiHandler({ prefix: "?", final }, (modes) => {
        for (const mode of modes) this.#modes.set(Number(mode), final === "h");
        return false; // the emulator minds it too
      });
    }
    const command = [Deno.execPath(), ...dashboardCommand, program, ...args];
    const [file = "", ...words] = isBare ? command : ["sh", "-c", script, "sh", ...command];
    this.#pty = spawn(file, words, {
      name: "xterm-256color",
      cols: columns,
      rows,
      cwd: root,
      env: {
        ...environment(home),
        ...taskEnvironment,
        ...(pidFile === undefined ? {} : { PID_FILE: pidFile }),
        ...env,
      },
    });
    this.#pty.onData((text: string) => {
      tap?.(text, performance.now());
      this.#emulator.write(text, () => this.#tell());
    });
    this.#emulator.onData((reply) => this.#pty.write(reply));
    this.#pty.onExit(({ exitCode }: { exitCode: number }) => {
      this.#hasExited = true;
      // The last output may still be on its way to the screen.
      this.#emulator.write("", () => {
        this.#exited.resolve(exitCode);
        this.#tell();
      });
    });
  }

  static async open(opening: Opening): Promise<TuiTerminal> {
    const isBare = opening.isBare === true;
    return new TuiTerminal(opening, isBare ? undefined : await Deno.makeTempFile());
  }

  /** The dashboard's own process. */
  get pid(): number {
    return this.#pidFile === undefined
      ? this.#pty.pid
      : Number(Deno.readTextFileSync(this.#pidFile));
  }

  /** Keys as the terminal sends them. */
  press(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#emulator.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  signal(signal: Deno.Signal): void {
    Deno.kill(this.pid, signal);
  }

  /** The visible text, without blanks at the ends of rows. */
  rows(): string[] {
    const { active } = this.#emulator.buffer;
    return Array.from(
      { length: this.#emulator.rows },
      (_, y) => active.getLine(active.baseY + y)?.translateToString(true) ?? "",
    );
  }

  text(): string {
    return this.rows().join("\n");
  }

  /** Waits until the screen fits. @returns the screen. */
  async until(what: string, holds: (text: string) => boolean, withinMs = 60_000): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const look = () => {
      const text = this.text();
      if (holds(text)) resolve(text);
      else if (this.#hasExited || /^ended with \d+$/m.test(text)) {
        reject(new Error(`it ended before ${what}:\n${text}`));
      }
    };
    const deadline = setTimeout(() => {
      reject(new Error(`not in ${withinMs} ms: ${what}\n${this.text()}`));
    }, withinMs);
    this.#watchers.add(look);
    look();
    try {
      return await promise;
    } finally {
      clearTimeout(deadline);
      this.#watchers.delete(look);
    }
  }

  shows(what: RegExp, withinMs?: number): Promise<string> {
    return this.until(`it shows ${what}`, (text) => what.test(text), withinMs);
  }

  hides(what: RegExp, withinMs?: number): Promise<string> {
    return this.until(`it hides ${what}`, (text) => !what.test(text), withinMs);
  }

  /** The modes that a program must reset, each with its normal state. */
  modes(): Record<string, boolean> {
    const isOn = (mode: number, otherwise = false) => this.#modes.get(mode) ?? otherwise;
    return {
      isPrimaryScreen: this.#emulator.buffer.active.type === "normal",
      isCursorShown: isOn(25, true),
      isWrapping: isOn(7, true),
      isMouseFree: !isOn(1000) && !isOn(1006),
      isPasteBare: !isOn(2004),
      isUnsynchronized: !isOn(2026),
    };
  }

  /** Waits for its end. */
  async ended(): Promise<End> {
    if (this.#pidFile === undefined) return { code: await this.#exited.promise, line: new Set() };
    const text = await this.shows(/ended with \d+/);
    this.press("\r");
    const line = new Set(text.split(/[\s;]+/).filter((word) => /^-?[a-z]+$/.test(word)));
    return { code: Number(/ended with (\d+)/.exec(text)?.[1]), line };
  }

  #tell(): void {
    for (const look of [...this.#watchers]) look();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasExited) {
      // 0 would be our own process group.
      for (const pid of new Set([this.pid, this.#pty.pid].filter((pid) => pid > 0))) {
        try {
          Deno.kill(pid, "SIGKILL");
        } catch {
          // it has ended already, or never began
        }
      }
      await this.#exited.promise;
    }
    this.#emulator.dispose();
    if (this.#pidFile !== undefined) await Deno.remove(this.#pidFile);
  }
}

/** The environment of this process without the variables that change what the dashboard shows. */
function environment(home: string): Record<string, string> {
  const { NO_COLOR: _, FORCE_COLOR: _f, CI: _c, LC_ALL: _l, LC_MESSAGES: _m, ...rest } = Deno.env
    .toObject();
  return {
    ...rest,
    LANG: "en_US.UTF-8",
    TERM: "xterm-256color",
    TZ: "UTC",
    XDG_CONFIG_HOME: `${home}/config`,
    XDG_STATE_HOME: `${home}/state`,
  };
}
