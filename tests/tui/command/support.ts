import { main } from "../../../tui/command/main.ts";
import type { Io } from "../../../tui/command/io.ts";
import { Server, temporaryFolder } from "../../e2e/server.ts";

export const adminPassword = "correct horse battery staple";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Both, as a terminal shows them. */
  readonly shown: string;
}

/** What somebody does at the terminal. */
export interface Typed {
  /** The standard input; without it, the input is a terminal. */
  readonly input?: string;
  /** The answers to questions, one after the other. */
  readonly answers?: readonly string[];
  readonly edit?: (path: string) => Promise<boolean>;
  /** Given what ctrl+c does. */
  readonly interrupts?: (press: () => void) => void;
  /** Told what was printed so far, after each text. */
  readonly onOut?: (out: string) => unknown;
  readonly isTerminal?: boolean;
}

/** A person with a home folder and an environment, who runs the command in this process. */
export class Person {
  readonly home: string;
  readonly environment: Record<string, string>;

  constructor(home: string, environment: Record<string, string> = {}) {
    this.home = home;
    this.environment = { HOME: home, LANG: "C", ...environment };
  }

  run(...args: string[]): Promise<Ran> {
    return this.type({}, ...args);
  }

  async type(typed: Typed, ...args: string[]): Promise<Ran> {
    let [out, err, shown] = ["", "", ""];
    const answers = [...typed.answers ?? []];
    const ask = (question: string) => {
      err += question;
      shown += `${question}\n`;
      return Promise.resolve(answers.shift());
    };
    const io: Io = {
      out(text) {
        out += text;
        shown += text;
        typed.onOut?.(out);
      },
      err(text) {
        err += text;
        shown += text;
      },
      isOutputTerminal: typed.isTerminal === true,
      isInputTerminal: typed.input === undefined,
      env: (name) => this.environment[name],
      readInput: () => Promise.resolve(typed.input ?? ""),
      ask,
      askSecret: ask,
      edit: typed.edit ?? (() => Promise.resolve(false)),
      browse: () => Promise.resolve(true),
      onInterrupt(act) {
        typed.interrupts?.(act);
        return () => {};
      },
      now: () => Date.now(),
    };
    const code = await main(args, io);
    return { code, out, err, shown };
  }

  /** The answer of a command that must do what it is asked to, as a program reads it. */
  // deno-lint-ignore no-explicit-any -- the test names the fields that it is about
  async json(...args: string[]): Promise<any> {
    const { code, out, err } = await this.run(...args, "--json");
    if (code !== 0) throw new Error(`carillon ${args.join(" ")}: ${code}: ${err}`);
    return JSON.parse(out);
  }
}

/** Where this process has its packages: a process with another home folder would load them again. */
export const packages = {
  DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
};

/** An address at which nothing listens. */
export function deadAddress(): string {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return `http://127.0.0.1:${port}`;
}

/** A server with an admin, a reader and somebody who has not logged in. */
export interface Walk {
  readonly server: Server;
  readonly folder: string;
  readonly admin: Person;
  readonly reader: Person;
  readonly stranger: Person;
  /** Its server does not answer. */
  readonly stranded: Person;
  close(): Promise<void>;
}

export async function aWalk(): Promise<Walk> {
  const folder = await temporaryFolder();
  const server = await Server.start(folder.path, { ALLOW_SHELL_JOBS: "true" });
  const personIn = async (name: string, url = server.url) => {
    const home = `${folder.path}/${name}`;
    await Deno.mkdir(home);
    return new Person(home, { CARILLON_URL: url });
  };
  const admin = await personIn("admin");
  const reader = await personIn("reader");
  await admin.type({ input: adminPassword }, "login", "--user", "admin");
  await admin.type({ input: "a password of a reader" }, "users", "create", "reader");
  await reader.type({ input: "a password of a reader" }, "login", "--user", "reader");
  return {
    server,
    folder: folder.path,
    admin,
    reader,
    stranger: await personIn("stranger"),
    stranded: await personIn("stranded", deadAddress()),
    async close() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Runs a job that fails. @returns the id of its alarm. */
export async function anAlarm({ admin, server }: Walk, name: string): Promise<string> {
  await server.call("POST", "/jobs", {
    name,
    job_class_string: "simple_scheduler.jobs.shell_job.ShellJob",
    pub_args: ["false"],
    cron: "0 3 1 1 *",
    category_id: 1,
    alarms: { failed: { after: 1 } },
  });
  await server.hasEnded((await admin.json("run", name)).execution_id);
  const [alarm] = await admin.json("alarms", "list", "--job", name);
  return alarm.alarm_id;
}
