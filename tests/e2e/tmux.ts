/** A terminal that only the test uses: one pane of its own tmux server. */
export class Tmux implements AsyncDisposable {
  readonly #socket = `carillon-${crypto.randomUUID()}`;

  static readonly isThere = new Deno.Command("sh", { args: ["-c", "command -v tmux"] })
    .outputSync().success;

  async #tmux(...args: string[]): Promise<string> {
    const { stdout } = await new Deno.Command("tmux", {
      args: ["-L", this.#socket, "-f", "/dev/null", ...args],
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout);
  }

  /** A shell in a terminal of that size. */
  static async open(
    columns: number,
    rows: number,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Tmux> {
    const tmux = new Tmux();
    const given = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    const size = ["-x", String(columns), "-y", String(rows)];
    await tmux.#tmux("new-session", "-d", ...size, ...given, "env PS1='$ ' sh");
    return tmux;
  }

  async type(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#tmux("send-keys", "-l", key);
  }

  /** Keys by tmux's names: Enter, Escape, C-c, … */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux("send-keys", ...keys);
  }

  async screen(): Promise<string> {
    return await this.#tmux("capture-pane", "-p");
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  /** alternate screen, mouse, cursor, line wrap */
  async modes(): Promise<string> {
    const form = "#{alternate_on} #{mouse_any_flag} #{cursor_flag} #{wrap_flag}";
    return (await this.#tmux("display-message", "-p", form)).trim();
  }

  /** Waits until the screen shows it. */
  async shows(what: RegExp, withinMs = 60_000): Promise<string> {
    const until = Date.now() + withinMs;
    while (true) {
      const screen = await this.screen();
      if (what.test(screen)) return screen;
      if (Date.now() > until) throw new Error(`${what} did not come:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server");
  }
}
