import { argon2id } from "../../../scheduler/auth/argon2.ts";
import { bcrypt } from "../../../scheduler/auth/bcrypt.ts";
import { createPasswords } from "../../../scheduler/auth/password.ts";
import { createTokenSigner } from "../../../scheduler/auth/token.ts";
import { prepareDatabase } from "../../../scheduler/first_start.ts";
import {
  builtInJobClasses,
  jobClassRegistry,
  parseAllowList,
} from "../../../scheduler/job_classes/mod.ts";
import { createLogger } from "../../../scheduler/log.ts";
import type { UserId } from "../../../scheduler/model/ids.ts";
import { type AppDeps, createApp } from "../../../routes/app.ts";
import { aPolicy } from "../../support/builders.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { memoryDatabase } from "../../support/memory_database.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";
import { Person } from "./support.ts";

/** Later than all that the tests import. */
export const importedAt = "2026-11-27T00:00:00Z";

export interface NewServer extends AsyncDisposable {
  readonly url: string;
  readonly clock: FakeClock;
  /** Its admin, at the command line. */
  readonly admin: Person;
  // deno-lint-ignore no-explicit-any -- what it is, the test says
  get(path: string): Promise<any>;
  logIn(username: string, password: string): Promise<number>;
}

/** A server right after its first start, which listens in this process. Nothing fires. */
export async function aNewServer(given: Partial<AppDeps> = {}): Promise<NewServer> {
  const db = await memoryDatabase();
  const clock = new FakeClock(importedAt);
  const passwords = createPasswords(argon2id, bcrypt);
  await prepareDatabase(db, {
    adminUsername: "admin",
    adminPassword: "the first password",
    hashPassword: passwords.hash,
    tellPassword: () => {},
  }, clock);
  const tokens = createTokenSigner({ secret: "s".repeat(32), expirationDays: 7, clock });
  const classes = builtInJobClasses({ allowShellJobs: true, httpJobAllow: parseAllowList("") });
  const app = createApp({
    ...{ db, clock, tokens, passwords },
    jobClasses: jobClassRegistry(classes),
    log: createLogger({
      level: "error",
      format: "json",
      write: (line) => {
        throw new Error(line);
      },
      clock,
    }),
    defaults: { timeZone: "UTC", policy: aPolicy },
    corsOrigins: [],
    ...given,
  });
  const token = await tokens.sign({ userId: 1 as UserId, tokenVersion: 1 });
  const folder = await temporaryFolder();
  const http = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request, info) => app.fetch(request, { remoteAddr: info.remoteAddr }),
  );
  const url = `http://127.0.0.1:${http.addr.port}`;
  const admin = new Person(folder.path, { CARILLON_URL: url, CARILLON_API_KEY: token });
  return {
    ...{ url, clock, admin },
    async get(path) {
      const headers = { Authorization: `Bearer ${token}` };
      return await (await fetch(`${url}/api/v1${path}`, { headers })).json();
    },
    async logIn(username, password) {
      const body = JSON.stringify({ username, password });
      const headers = { "Content-Type": "application/json" };
      const response = await fetch(`${url}/api/v1/auth/login`, { method: "POST", headers, body });
      await response.body?.cancel();
      return response.status;
    },
    async [Symbol.asyncDispose]() {
      await http.shutdown();
      await db[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const original = new URL("../../field/ndscheduler/", import.meta.url);
export const originalDatabase = new URL("datastore.db", original).pathname;

// deno-lint-ignore no-explicit-any -- what it is, the test says
export async function originalAnswer(name: string): Promise<any> {
  return JSON.parse(await Deno.readTextFile(new URL(`${name}.json`, original)));
}

/** Answers as the original did, to its admin. */
export function anOriginal(
  answers: Readonly<Record<string, unknown>> = {},
): AsyncDisposable & { readonly url: string } {
  const http = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const name = new URL(request.url).pathname.replace("/api/v1/", "");
      if (name === "auth/login") {
        const { username, password } = await request.json();
        const isRight = username === "admin" && password === "orig-admin-pw";
        return isRight
          ? Response.json({ token: "T", user: {} })
          : Response.json({ error: "Invalid username or password" }, { status: 401 });
      }
      if (request.headers.get("Authorization") !== "Bearer T") {
        return Response.json({ error: "no token" }, { status: 401 });
      }
      return Response.json(answers[name] ?? await originalAnswer(name));
    },
  );
  return {
    url: `http://127.0.0.1:${http.addr.port}`,
    [Symbol.asyncDispose]: () => http.shutdown(),
  };
}
