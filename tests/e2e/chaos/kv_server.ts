import type { Faults } from "../../support/kv_connect/server.ts";

const accessToken = "a token of tests";
const script = new URL("../../support/kv_connect/server.ts", import.meta.url).pathname;

/** A KV Connect server in a process of its own. */
export class KvServer implements AsyncDisposable {
  readonly url: string;
  readonly #process: Deno.ChildProcess;

  private constructor(process: Deno.ChildProcess, url: string) {
    this.#process = process;
    this.url = url;
  }

  /** @param port any free port where it is absent. */
  static async start(port = 0): Promise<KvServer> {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-net", "--allow-read", script, String(port)],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`the KV server ended: ${text}`);
      text += value;
      const url = /listens on (http:\S+)\n/.exec(text)?.[1];
      if (url === undefined) continue;
      await reader.cancel();
      return new KvServer(process, url);
    }
  }

  /** What a server of Carillon needs to use it. */
  get environment(): Record<string, string> {
    return { KV_PATH: this.url, DENO_KV_ACCESS_TOKEN: accessToken };
  }

  async set(faults: Partial<Faults>): Promise<void> {
    const body = JSON.stringify(faults);
    await (await fetch(`${this.url}/faults`, { method: "POST", body })).body?.cancel();
  }

  freeze(): void {
    this.#process.kill("SIGSTOP");
  }

  thaw(): void {
    this.#process.kill("SIGCONT");
  }

  /** Opens the database in the test's own process. */
  async open(): Promise<Deno.Kv> {
    Deno.env.set("DENO_KV_ACCESS_TOKEN", accessToken);
    return await Deno.openKv(this.url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.thaw();
    this.#process.kill("SIGKILL");
    await this.#process.status;
  }
}
