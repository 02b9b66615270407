/**
 * Measures what users do: the started server, jobs made over HTTP with arguments and results, from the boundary of a
 * minute to the last recorded end; runs by hand; and requests, each client asking for another record.
 */
import { jobToWire } from "../routes/jobs/wire.ts";
import { minute } from "../scheduler/model/time.ts";
import { apiCalls, awesomeJob } from "./support/api_calls.ts";
import { type DueMinute, dueMinutes } from "./support/due_minutes.ts";
import { type Bench, type Figure, median, percentile, progress } from "./support/figures.ts";
import { rawExecutions, type RawRate } from "./support/raw_executions.ts";
import { runByHand } from "./support/run_by_hand.ts";
import { aJob, benchDatabase, seldom } from "./support/seeds.ts";
import { load, startBare, startCarillon } from "./support/servers.ts";

const many = 10_000;
const few = 1000;
const warmMinutes = 3;
const runs = 300;
const rounds = 3;
const listed = 100;

const server: Bench = async () => {
  const raw = [await rawExecutions(many), await rawExecutions(many)];
  const ofMany = await dueMinutes({ jobs: many, minutes: 1 + warmMinutes, tell: progress });
  raw.push(await rawExecutions(many));
  const ofFew = await dueMinutes({ jobs: few, minutes: 1 + warmMinutes, tell: progress });
  return [
    ...throughputFigures(ofMany, raw),
    ...startFigures(few, ofFew, 300),
    ...startFigures(many, ofMany, 1200),
    ...await runFigures(),
    ...await requestFigures(),
  ];
};
export default server;

function throughputFigures(minutes: readonly DueMinute[], raw: readonly RawRate[]): Figure[] {
  const ofRaw = (name: keyof RawRate) => median(raw.map((one) => one[name]));
  const [cold] = minutes;
  if (cold === undefined) return [];
  const warm = (name: keyof DueMinute) => median(minutes.slice(1).map((one) => one[name]));
  const rate = (name: string, value: number): Figure => ({
    name: `server: ${many.toLocaleString("en-US")} due, ${name}`,
    value,
    unit: "executions/s",
    better: "more",
    ratio: value / ofRaw("rate"),
    reference: "the raw rows",
  });
  const cpu = (name: string, value: number): Figure => ({
    name: `server: CPU of 1,000 executions, ${name}`,
    value,
    unit: "s",
    better: "less",
    ratio: value / ofRaw("cpuPer1000"),
    reference: "the raw rows",
    goal: "<= 0.1 s",
    isMet: value <= 0.1,
  });
  const written = (name: string, value: number): Figure => ({
    name: `server: written for an execution, ${name}`,
    value: value / 1024,
    unit: "KiB",
    better: "less",
    goal: "<= 3 KiB",
    isMet: value <= 3 * 1024,
  });
  return [
    {
      name: "reference: the rows of 10,000 jobs, raw",
      value: ofRaw("rate"),
      unit: "executions/s",
      better: "more",
    },
    rate("cold", cold.perSecond),
    rate("warm", warm("perSecond")),
    cpu("cold", cold.cpuPer1000),
    cpu("warm", warm("cpuPer1000")),
    written("cold", cold.writtenPerExecution),
    written("warm", warm("writtenPerExecution")),
  ];
}

function startFigures(jobs: number, minutes: readonly DueMinute[], lastGoal: number): Figure[] {
  const figure = (name: string, value: number, most: number): Figure => ({
    name: `server: ${jobs.toLocaleString("en-US")} due, ${name}`,
    value,
    unit: "ms after the minute",
    better: "less",
    goal: `<= ${most} ms`,
    isMet: value <= most,
  });
  const [cold] = minutes;
  if (cold === undefined) return [];
  const warm = minutes.slice(1);
  return [
    figure("first start, cold", cold.firstStart, 50),
    figure("last start, cold", cold.lastStart, lastGoal),
    figure("first start, warm", median(warm.map(({ firstStart }) => firstStart)), 50),
    figure("last start, warm", median(warm.map(({ lastStart }) => lastStart)), lastGoal),
  ];
}

async function runFigures(): Promise<Figure[]> {
  await using bench = await benchDatabase();
  await using server = await startCarillon(bench.path);
  const { ends } = await runByHand(server.port, runs);
  const figure = (percent: number, most: number): Figure => ({
    name: `server: run now to its recorded end, p${percent}`,
    value: percentile(ends, percent),
    unit: "ms",
    better: "less",
    goal: `<= ${most} ms`,
    isMet: percentile(ends, percent) <= most,
  });
  return [figure(50, 6), figure(99, 25)];
}

async function requestFigures(): Promise<Figure[]> {
  await using bench = await benchDatabase();
  await using bareBench = await benchDatabase();
  await using carillon = await startCarillon(bench.path);
  await using bare = await startBare(bareBench.path);
  const { call } = await apiCalls(carillon.port);
  const ids: string[] = [];
  for (let i = 0; i < listed; i++) {
    const job = { name: `job ${i}`, ...awesomeJob, hour: 3 };
    ids.push((await call("POST", "/jobs", job)).job_id);
    await call("POST", `/executions/${ids.at(-1)}`);
    const thing = jobToWire(aJob(Date.now(), { name: job.name, schedule: seldom }));
    await bareBench.db.kv.set(["things", i], thing);
    if (i === 0) await bareBench.db.kv.set(["thing"], thing);
  }
  const body = { name: "a posted job", ...awesomeJob, hour: 3 };
  const post = { method: "POST", body, status: 201, connections: 16 };
  const since = new Date(Date.now() - 10 * minute).toISOString();
  const pairs = [
    {
      name: "server: GET of a job, each client another one",
      least: 0.5,
      ask: () => load(carillon.port, { path: ids.slice(0, 32).map((id) => `/api/v1/jobs/${id}`) }),
      askBare: () => load(bare.port, { path: "/thing" }),
    },
    {
      name: "server: GET of 100 jobs, each client another list",
      least: 1,
      ask: () => load(carillon.port, { path: lists("/api/v1/jobs?") }),
      askBare: () => load(bare.port, { path: "/things" }),
    },
    {
      name: "server: GET of 100 executions, each client another list",
      least: 1,
      ask: () =>
        load(carillon.port, { path: lists(`/api/v1/executions?time_range_start=${since}&`) }),
      askBare: () => load(bare.port, { path: "/things" }),
    },
    {
      name: "server: POST of jobs, 16 connections",
      least: 0.7,
      ask: () => load(carillon.port, { ...post, path: "/api/v1/jobs" }),
      askBare: () => load(bare.port, { ...post, path: "/things" }),
    },
  ];
  const figures: Figure[] = [];
  for (const { name, least, ask, askBare } of pairs) {
    const [rates, bareRates]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      const [{ rate }, { rate: bareRate }] = [await ask(), await askBare()];
      if (round === 0) continue; // the code gets warm
      rates.push(rate);
      bareRates.push(bareRate);
    }
    const [value, reference] = [median(rates), median(bareRates)];
    figures.push({
      name,
      value,
      unit: "requests/s",
      better: "more",
      ratio: value / reference,
      reference: "bare Hono with as many rows",
      goal: `>= ${least} of bare Hono`,
      isMet: value >= least * reference,
    });
  }
  return figures;
}

/** As many lists as there are clients, each of another length, so that none is shared. */
function lists(path: string): string[] {
  return Array.from({ length: 32 }, (_, i) => `${path}limit=${listed - 31 + i}`);
}
