import type { Passwords } from "../../scheduler/auth/password.ts";
import { createTokenSigner } from "../../scheduler/auth/token.ts";
import {
  builtInJobClasses,
  jobClassRegistry,
  parseAllowList,
} from "../../scheduler/job_classes/mod.ts";
import { createLogger } from "../../scheduler/log.ts";
import { allCategories, defaultCategory } from "../../scheduler/model/category.ts";
import type { CategoryId } from "../../scheduler/model/ids.ts";
import type { User } from "../../scheduler/model/user.ts";
import { createCategory, seedCategories } from "../../scheduler/store/access/categories.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { createUser } from "../../scheduler/store/access/users.ts";
import { type AppDeps, createApp } from "../../routes/app.ts";
import { aPolicy } from "./builders.ts";
import { FakeClock } from "./fake_clock.ts";
import { memoryDatabase } from "./memory_database.ts";

/** The category of the stranger; made by testApi(). */
export const otherCategory = 2 as CategoryId;

/** The users of each test; each has the password `<name>'s password`. */
const people = {
  /** May do everything; a job that it makes lies in category 1. */
  admin: { categoryId: defaultCategory, isAdmin: true, isPermission: false },
  /** May change what is in category 1. */
  changer: { categoryId: defaultCategory, isAdmin: false, isPermission: true },
  /** May read what is in category 1. */
  reader: { categoryId: defaultCategory, isAdmin: false, isPermission: false },
  /** May change what is in category 2. */
  stranger: { categoryId: otherCategory, isAdmin: false, isPermission: true },
  /** May change everything that is not an admin's; a job that it makes lies in category 0. */
  overseer: { categoryId: allCategories, isAdmin: false, isPermission: true },
} as const;

export type Person = keyof typeof people;

/** As good as Argon2 where nobody attacks, and much faster. */
export const plainPasswords: Passwords = {
  hash: (password) => Promise.resolve(`plain:${password}`),
  verify: (password, hash) => Promise.resolve(hash === `plain:${password}`),
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any -- what it is, the test says
  readonly body: any;
}

export interface Sent {
  readonly headers?: Record<string, string>;
  readonly remoteAddress?: string;
}

/** A caller of the API, with or without a token. */
export class Client {
  readonly #app: ReturnType<typeof createApp>;
  readonly token: string | undefined;

  constructor(app: ReturnType<typeof createApp>, token?: string) {
    this.#app = app;
    this.token = token;
  }

  /** @param body sent as JSON; text and bytes are sent as they are. */
  async send(method: string, path: string, body?: unknown, sent: Sent = {}): Promise<Answer> {
    const headers = new Headers();
    if (this.token !== undefined) headers.set("Authorization", `Bearer ${this.token}`);
    if (body !== undefined) headers.set("Content-Type", "application/json");
    for (const [name, value] of Object.entries(sent.headers ?? {})) headers.set(name, value);
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    const url = /^\/($|livez|healthz|readyz)/.test(path) ? path : `/api/v1${path}`;
    const response = await this.#app.request(
      url,
      {
        method,
        headers,
        ...(body === undefined ? {} : { body: isRaw ? body as string : JSON.stringify(body) }),
      },
      {
        remoteAddr: {
          transport: "tcp",
          hostname: sent.remoteAddress ?? "192.0.2.1",
          port: 50_000,
        },
      },
    );
    const text = await response.text();
    const isFile = response.headers.get("Content-Type") === "application/octet-stream";
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? undefined : isFile ? text : JSON.parse(text),
    };
  }

  get(path: string): Promise<Answer> {
    return this.send("GET", path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.send("POST", path, body);
  }

  put(path: string, body?: unknown): Promise<Answer> {
    return this.send("PUT", path, body);
  }

  patch(path: string): Promise<Answer> {
    return this.send("PATCH", path);
  }

  options(path: string): Promise<Answer> {
    return this.send("OPTIONS", path);
  }

  delete(path: string): Promise<Answer> {
    return this.send("DELETE", path);
  }
}

export interface TestApi extends AsyncDisposable {
  readonly db: Database;
  readonly clock: FakeClock;
  readonly app: ReturnType<typeof createApp>;
  readonly nobody: Client;
  readonly admin: Client;
  readonly changer: Client;
  readonly reader: Client;
  readonly stranger: Client;
  readonly overseer: Client;
  readonly users: Readonly<Record<Person, User>>;
  /** What was logged as an error; empty unless there is a bug. */
  readonly errors: readonly string[];
}

/** The job classes of a server with default configuration. */
export const testJobClasses = jobClassRegistry(
  builtInJobClasses({ allowShellJobs: false, httpJobAllow: parseAllowList("") }),
);

/** The API on a database of its own, with everybody of `people` logged in. */
export async function testApi(given: Partial<AppDeps> = {}): Promise<TestApi> {
  const db = await memoryDatabase();
  const clock = new FakeClock();
  const errors: string[] = [];
  const tokens = createTokenSigner({ secret: "s".repeat(32), expirationDays: 7, clock });
  const app = createApp({
    db,
    clock,
    tokens,
    passwords: plainPasswords,
    jobClasses: testJobClasses,
    log: createLogger({
      level: "error",
      format: "json",
      write: (line) => errors.push(line),
      clock,
    }),
    defaults: { timeZone: "Asia/Taipei", policy: aPolicy },
    corsOrigins: ["https://jobs.example.org"],
    ...given,
  });

  await seedCategories(db, clock.now());
  await createCategory(db, { name: "other", description: "" }, clock.now());
  const users = {} as Record<Person, User>;
  const clients = {} as Record<Person, Client>;
  for (const name of Object.keys(people) as Person[]) {
    const passwordHash = await plainPasswords.hash(`${name}'s password`);
    const draft = { username: name, passwordHash, ...people[name] };
    const user = await createUser(db, draft, clock.now());
    const token = await tokens.sign({ userId: user.id, tokenVersion: user.tokenVersion });
    users[name] = user;
    clients[name] = new Client(app, token);
  }
  return {
    db,
    clock,
    app,
    nobody: new Client(app),
    ...clients,
    users,
    errors,
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

/** Logs in as a client at this address. */
export function logIn(
  api: TestApi,
  username: string,
  password = `${username}'s password`,
  remoteAddress = "192.0.2.1",
): Promise<Answer> {
  return api.nobody.send("POST", "/auth/login", { username, password }, { remoteAddress });
}

/** A body that makes a job, with the fields that the test gives. */
export function aJobBody(given: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
    name: "a job",
    pub_args: ["one", "two"],
    minute: "*/5",
    ...given,
  };
}

/** The id of a new job. */
export async function makeJob(
  client: Client,
  given: Record<string, unknown> = {},
): Promise<string> {
  const { status, body } = await client.post("/jobs", aJobBody(given));
  if (status !== 201) throw new Error(`POST /jobs answered ${status}: ${JSON.stringify(body)}`);
  return body.job_id;
}
