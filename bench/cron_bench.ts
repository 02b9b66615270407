/** nextRun() calls a second. */
import { compileSchedule, nextRun, parseFields } from "../scheduler/cron/mod.ts";
import { type Bench, type Figure, median } from "./support/figures.ts";

const common = [
  { minute: "*" },
  { minute: "*/5" },
  { minute: "0" },
  { hour: "*/2", minute: "30" },
  { hour: "3" },
  { hour: "9-17", minute: "*/15", dayOfWeek: "mon-fri" },
  { day: "1", hour: "6" },
  { day: "last", hour: "23", minute: "59" },
].map((fields) => {
  const parsed = parseFields(fields);
  if (!parsed.ok) throw new Error("a field of the bench is wrong");
  return parsed.fields;
});
const zones = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Africa/Casablanca",
  "Asia/Tehran",
  "Pacific/Auckland",
  "Europe/London",
];
const calls = 200_000;

const cron: Bench = () => {
  const start = Date.parse("2026-01-01T00:00:00Z");
  /** Each call starts at the fire that the previous call of the same schedule found. */
  const perSecond = (names: readonly string[]) => {
    const at = common.flatMap((fields) => names.map((zone) => ({ fields, zone, from: start })));
    const startedAt = performance.now();
    for (let i = 0; i < calls; i++) {
      const one = at[i % at.length];
      if (one === undefined) continue;
      one.from = nextRun(compileSchedule(one.fields), one.zone, one.from) ?? start;
    }
    return calls / ((performance.now() - startedAt) / 1000);
  };
  const reference = () => {
    const startedAt = performance.now();
    let at = start;
    for (let i = 0; i < calls; i++) {
      const date = new Date(at);
      at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), 0, i);
      if (Number.isNaN(at)) at = start;
    }
    return calls / ((performance.now() - startedAt) / 1000);
  };
  const rounds = Array.from({ length: 5 }, () => [
    reference(),
    perSecond(["UTC"]),
    perSecond(zones),
  ]);
  const of = (i: number) => median(rounds.slice(1).map((round) => round[i] ?? 0));
  const figure = (name: string, i: number, least: number): Figure => ({
    name,
    value: of(i),
    unit: "calls/s",
    better: "more",
    ratio: of(i) / of(0),
    reference: "plain dates",
    goal: `>= ${least.toLocaleString("en-US")}/s`,
    isMet: of(i) >= least,
  });
  return Promise.resolve([
    { name: "reference: plain dates", value: of(0), unit: "calls/s", better: "more" },
    figure("nextRun(), one zone", 1, 100_000),
    figure("nextRun(), 8 zones with clock changes, a year's worth", 2, 20_000),
  ]);
};
export default cron;
