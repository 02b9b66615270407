import assert from "node:assert/strict";
import { temporaryFolder } from "./server.ts";

const main = new URL("../../main.ts", import.meta.url).pathname;
const fixtures = new URL("../scheduler/job_classes/fixtures", import.meta.url).pathname;

/** A start that must fail. @returns the lines that it writes. */
async function failedStart(environment: Record<string, string>): Promise<string[]> {
  // A test of another file, in this process, may have set the token.
  const { DENO_KV_ACCESS_TOKEN: _, ...inherited } = Deno.env.toObject();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-all", main],
    clearEnv: true,
    env: { ...inherited, PORT: "0", KV_PATH: ":memory:", ...environment },
    stdin: "null",
  }).output();
  const [out, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert.equal(code, 1, out);
  assert.doesNotMatch(`${out}${errors}`, /^\s+at /m);
  return (out ?? "").split("\n").filter((line) => line.startsWith("{"));
}

/** What an operator may set wrong, and what the one line of the error says. */
const cases: Readonly<
  Record<string, readonly [environment: (folder: string) => Record<string, string>, line: RegExp]>
> = {
  "a host that does not exist": [
    () => ({ HOST: "no-such-host.invalid" }),
    /^HOST: the server cannot listen on no-such-host\.invalid, port 0: /,
  ],
  "an address of another machine": [
    () => ({ HOST: "192.0.2.1" }),
    /^HOST: the server cannot listen on 192\.0\.2\.1, port 0: /,
  ],
  "a module that does not exist": [
    () => ({ JOB_MODULES: "./nowhere.ts" }),
    /^JOB_MODULES: job module \.\/nowhere\.ts cannot be loaded: /,
  ],
  "a module that throws": [
    () => ({ JOB_MODULES: `${fixtures}/throws.ts` }),
    /^JOB_MODULES: job module .*throws\.ts cannot be loaded: no database here$/,
  ],
  "a module without job classes": [
    () => ({ JOB_MODULES: `${fixtures}/no_jobs.ts` }),
    /^JOB_MODULES: job module .*no_jobs\.ts exports no job class/,
  ],
  "a module that is not TypeScript": [
    (folder) => ({ JOB_MODULES: `${folder}/text.ts` }),
    /^JOB_MODULES: job module .*text\.ts cannot be loaded: /,
  ],
  "a private range that is none": [
    () => ({ HTTP_JOB_ALLOW: "10.0.0.0/99" }),
    /^HTTP_JOB_ALLOW: "10\.0\.0\.0\/99" is not a CIDR range/,
  ],
  "a time zone that a job could not have": [
    () => ({ TIMEZONE: "IST" }),
    /^TIMEZONE: must be an IANA time zone .*, not "IST"$/,
  ],
  "a KV Connect server without its token": [
    () => ({ KV_PATH: "http://127.0.0.1:9" }),
    /^DENO_KV_ACCESS_TOKEN: must be set/,
  ],
  "a folder as the database": [
    (folder) => ({ KV_PATH: folder }),
    /^KV_PATH: the database cannot be used: unable to open database file/,
  ],
  "another file as the database": [
    (folder) => ({ KV_PATH: `${folder}/text.ts` }),
    /^KV_PATH: the database cannot be used: file is not a database/,
  ],
  "a database below a file": [
    (folder) => ({ KV_PATH: `${folder}/text.ts/carillon.db` }),
    /^KV_PATH: the database cannot be used: /,
  ],
};

for (const [what, [environment, line]] of Object.entries(cases)) {
  Deno.test(`a start with ${what} names the variable in one line and exits with 1`, async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(`${folder.path}/text.ts`, "this is neither a module nor a database");

    const lines = await failedStart(environment(folder.path));

    assert.equal(lines.length, 1, lines.join("\n"));
    const { level, message } = JSON.parse(lines[0] ?? "");
    assert.equal(level, "error");
    assert.match(message, line);
    assert.doesNotMatch(message, /\n/);
  });
}

Deno.test("a start on a port that is taken names PORT in one line and exits with 1", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;

  const lines = await failedStart({ PORT: String(port) });

  const messages = lines.map((line) => JSON.parse(line).message);
  assert.deepEqual(messages, [
    `PORT: another program listens on port ${port} of 127.0.0.1 already`,
  ]);
});
