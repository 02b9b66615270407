import { strict as assert } from "node:assert";
import { Server, temporaryFolder } from "./server.ts";
import { TuiTerminal } from "./tui_terminal.ts";

const registry = Deno.env.get("NPM_CONFIG_REGISTRY") ?? "https://registry.npmjs.org/";
const isReachable = await reaches(`${registry.replace(/\/?$/, "/")}ink`);
const enter = "\r";
const tab = "\t";

async function reaches(address: string): Promise<boolean> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(10_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

async function logIn(terminal: TuiTerminal, withinMs?: number): Promise<void> {
  await terminal.shows(/Log in[^]*Password/, withinMs);
  terminal.press(`admin${tab}correct horse battery staple${enter}`);
}

Deno.test({
  name: isReachable
    ? "the first start on a new machine, with an empty package cache, draws a whole screen"
    : `the first start with an empty package cache (skipped: ${registry} does not answer)`,
  ignore: !isReachable,
  async fn() {
    await using folder = await temporaryFolder();
    await using server = await Server.start(folder.path);
    const home = `${folder.path}/home`;
    await Deno.mkdir(home);
    await using terminal = await TuiTerminal.open({
      args: ["--url", server.url],
      home,
      columns: 100,
      rows: 30,
      env: { HOME: home, DENO_DIR: `${home}/cache` },
    });

    await logIn(terminal, 120_000);

    const screen = await terminal.shows(
      /● live +jobs 0 +run 0 +fail 0 [^]*─ Needs attention ─[^]*No jobs yet/,
    );
    assert.doesNotMatch(screen, /Download|Initialize|npm:/);
    const [head = "", tabs = "", ...rest] = screen.split("\n");
    assert.match(head, /^ 127\.0\.0\.1:\d+ ● live +jobs 0 +run 0 +fail 0 +late 0 +paused 0 .*UTC/);
    assert.match(tabs, /^\[1 Home\] 2 Jobs .* admin$/);
    assert.match(rest[0] ?? "", /^─ Needs attention ─+┬─ Running now ─+$/);
    terminal.press("2");
    await terminal.shows(/\[2 Jobs\][^]*─ Jobs 0 ─/);
  },
});

Deno.test("a fresh dashboard beside a started server shows the numbers of its API", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.start(folder.path);
  const made: { job_id: string }[] = [];
  for (let i = 0; i < 12; i++) {
    made.push(
      await server.call("POST", "/jobs", {
        name: `job-${i}`,
        job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
        pub_args: ["a", "b"],
        hour: "3",
        minute: String(i),
      }),
    );
  }
  for (const { job_id } of made.slice(0, 6)) await server.call("POST", `/executions/${job_id}`);
  for (const { job_id } of made.slice(10)) await server.call("PATCH", `/jobs/${job_id}`);
  const { executions } = await server.call("GET", "/executions");
  for (const { execution_id } of executions) await server.hasEnded(execution_id);
  await using terminal = await TuiTerminal.open({
    args: ["--url", server.url],
    home: folder.path,
    columns: 140,
    rows: 40,
  });

  await logIn(terminal);

  const count = async (path: string, of: string) => (await server.call("GET", path))[of].length;
  const jobs = await count("/jobs", "jobs");
  const failing = await count("/jobs?state=failing", "jobs");
  const paused = await count("/jobs?state=paused", "jobs");
  const { total } = await server.call("GET", "/stats?bucket=minute");
  assert.deepEqual([jobs, paused, total.succeeded], [12, 2, 6]);
  await terminal.shows(
    new RegExp(`● live +jobs ${jobs} +run 0 +fail ${failing} +late 0 +paused ${paused} `),
  );
  const minutes = await server.call("GET", "/stats?bucket=minute");
  const ends = ({ succeeded, failed }: { succeeded: number; failed: number }) => succeeded + failed;
  const most = Math.max(...minutes.buckets.map(ends));
  await terminal.shows(new RegExp(`Runs per minute[^]*^ *${most} `, "m"));
  terminal.press("2");
  await terminal.shows(new RegExp(`─ Jobs ${jobs} ─[^]*ok 100 % of 1`));
});
