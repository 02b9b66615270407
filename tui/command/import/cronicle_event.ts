import type { ClassMap } from "./class_map.ts";
import { bounded, type CronFields, jobsOf, known, notTaken, type Taken } from "./foreign_jobs.ts";
import { fieldsOf, textOf } from "./ndscheduler/found.ts";

interface Surroundings {
  readonly classes: ClassMap;
  /** The zone of events without one. */
  readonly zone: string | undefined;
  /** The number here of each category there. */
  readonly categories: ReadonlyMap<string, number>;
}

type Event = Readonly<Record<string, unknown>>;

const day = 86_400;

/** What an event of Cronicle becomes: a job, or why not. */
export async function eventOf(
  given: unknown,
  { classes, zone, categories }: Surroundings,
): Promise<Taken> {
  const event = fieldsOf(given);
  const { id, title, category, timezone, enabled } = event;
  const name = textOf(title) ?? textOf(id);
  const what = `event ${JSON.stringify(name ?? "")}`;
  if (typeof id !== "string" || name === undefined) return notTaken(what, "it has no id");
  const fields = cronFieldsOf(event.timing);
  if (typeof fields === "string") return notTaken(what, fields);
  const runs = runOf(event, classes);
  if (typeof runs === "string") return notTaken(what, runs);
  const zoneName = textOf(timezone) ?? zone;
  const number = categories.get(String(category));
  const left = Object.keys(lost).filter((field) => isSaid(event[field]));
  const job = {
    ...runs,
    ...policyOf(event),
    paused: enabled === 0 || enabled === false,
    ...(number === undefined ? {} : { category_id: number }),
  };
  const schedule = { fields, ...(zoneName === undefined ? {} : { timezone: zoneName }) };
  return {
    jobs: await jobsOf(`cronicle ${id}`, name, [schedule], job),
    untaken: [],
    notes: left.map((field) => `${what}: its ${field} is not taken: ${lost[field]}`),
  };
}

/** Fields without a counterpart, and what to do. */
const lost: Readonly<Record<string, string>> = {
  chain: "the next event of a chain has a schedule of its own here",
  chain_error: "the next event of a chain has a schedule of its own here",
  notify_success: "watch the events, or the metrics",
  notify_fail: "watch the events, or the metrics",
  web_hook: "watch the events",
  cpu_limit: "limit the service",
  memory_limit: "limit the service",
  log_max_size: "the server bounds the output of every run",
  multiplex: "a job runs on one worker",
  detached: "a worker waits for its run",
};

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && value !== 0 && value !== false;
}

/** The lists of a timing, with the bounds of their numbers. All must match, as here. */
const lists = {
  minutes: ["minute", 0, 59],
  hours: ["hour", 0, 23],
  days: ["day", 1, 31],
  months: ["month", 1, 12],
  weekdays: ["day_of_week", 0, 6],
} as const;

function cronFieldsOf(given: unknown): CronFields | string {
  if (typeof given !== "object" || given === null) return "it runs on demand only";
  const timing = fieldsOf(given);
  if (Array.isArray(timing.years) && timing.years.length > 0) {
    return `it fires in the years ${timing.years.join(", ")} only`;
  }
  const fields: Record<string, string> = { week: "*" };
  for (const [list, [field, least, most]] of Object.entries(lists)) {
    const values: unknown = timing[list] ?? [];
    if (!Array.isArray(values)) return `its ${list} are no list`;
    const wrong = values.find((one) => bounded(one, least, most) !== one);
    if (wrong !== undefined) return `its ${list} have the value ${JSON.stringify(wrong)}`;
    // There Sunday is 0, here Monday is.
    const numbers = field === "day_of_week" ? values.map((one) => (one + 6) % 7) : values;
    const sorted = [...new Set<number>(numbers)].toSorted((a, b) => a - b);
    fields[field] = sorted.length === 0 ? "*" : sorted.join(",");
  }
  return fields;
}

/** The class and the arguments of an event, or why there are none. */
function runOf({ plugin, params: given }: Event, classes: ClassMap): Event | string {
  const params = fieldsOf(given);
  const mapped = classes.mapped(plugin, [params]);
  if (mapped.job_class_string !== plugin) return mapped;
  if (plugin === "shellplug") return shellRun(String(params.script ?? ""));
  if (plugin === "urlplug") return httpRun(params);
  return `its plugin ${
    JSON.stringify(plugin)
  } has no counterpart here: name a class with --map FILE`;
}

/** How an interpreter takes a script as an argument. */
const flags: Readonly<Record<string, string>> = {
  ...{ sh: "-c", bash: "-c", dash: "-c", ksh: "-c", zsh: "-c", fish: "-c" },
  ...{ python: "-c", python3: "-c", perl: "-e", ruby: "-e", node: "-e" },
};

function shellRun(script: string): Event | string {
  if (script.trim() === "") return "its script is empty";
  const [, shebang = "/bin/sh"] = /^#!\s*(.+?)\s*(?:\n|$)/.exec(script) ?? [];
  const words = shebang.split(/\s+/);
  const program = words.find((word) => !word.endsWith("/env") && !word.startsWith("-")) ?? "";
  const flag = flags[program.split("/").at(-1) ?? ""];
  if (flag === undefined) return `its script is for ${shebang}: save it as a file, and use --map`;
  return {
    job_class_string: "simple_scheduler.jobs.shell_job.ShellJob",
    pub_args: [...words, flag, script],
  };
}

function httpRun({ method, url, headers, data, timeout, follow }: Event): Event | string {
  if (typeof url !== "string" || !URL.canParse(url)) return `its URL is ${JSON.stringify(url)}`;
  const verb = String(method ?? "get").toUpperCase();
  const pairs = String(headers ?? "").split(/\r?\n/).flatMap((text) => {
    const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text.trim()) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
  const options = known({
    ...{ url, method: verb, headers: Object.fromEntries(pairs) },
    body: textOf(data) === undefined || verb === "GET" || verb === "HEAD" ? undefined : data,
    timeout_seconds: bounded(Number(timeout) || undefined, 1, 3600),
    follow_redirects: isSaid(follow),
  });
  return { job_class_string: "carillon.jobs.HttpJob", pub_args: [options] };
}

/** Without catch_up, what was missed is not made up for; a minute is left for a late tick. */
function policyOf(
  { max_children, queue, catch_up, retries, retry_delay, timeout }: Event,
): Record<string, unknown> {
  const isCaughtUp = isSaid(catch_up);
  return known({
    max_instances: max_children === 0 ? 100 : bounded(max_children, 1, 100),
    overlap: isSaid(queue) ? "queue" : "skip",
    misfire_grace_seconds: isCaughtUp ? 31 * day : 60,
    coalesce: !isCaughtUp,
    max_retries: bounded(retries, 0, 25),
    retry_delay_seconds: bounded(retry_delay, 0, day),
    timeout_seconds: bounded(timeout, 0, day),
  });
}
