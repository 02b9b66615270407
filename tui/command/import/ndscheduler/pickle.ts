import { NameRegistry, Parser } from "pickleparser";
import { fieldsOf, type FoundJob } from "./found.ts";
import { objectOf } from "./python_objects.ts";
import { momentOf, zoneOf } from "./python_time.ts";

/** Why a job cannot be read from its pickle. */
export class PickleError extends Error {
  override readonly name = "PickleError";
}

export interface PickledJob {
  readonly job: FoundJob;
  readonly timeZone: string | undefined;
  /** What of the job has no counterpart here. */
  readonly notes: readonly string[];
}

/** The fields of a schedule that Carillon has, in APScheduler's names. */
const takenFields = ["month", "day", "week", "day_of_week", "hour", "minute"];

/**
 * Reads a job of APScheduler 3 from its pickle, as `job_state` holds it. The unpickler builds plain data and runs nothing of the
 * file.
 * @throws PickleError for what is no such job.
 */
export function readPickle(bytes: Uint8Array): PickledJob {
  const state = fieldsOf(parsed(bytes));
  const trigger = objectOf(state.trigger);
  if (trigger?.name !== "CronTrigger") {
    throw new PickleError(`its trigger is ${trigger?.name ?? "missing"}, and no cron trigger`);
  }
  const { category_id, db_config } = fieldsOf(state.kwargs);
  const given = Array.isArray(state.args) ? state.args : [];
  const [jobClass, , , ...rest] = given;
  if (typeof jobClass !== "string") throw new PickleError("it names no job class");
  // ndscheduler before the fork gave its database as arguments.
  const pubArgs = db_config === undefined && "jobs_tablename" in fieldsOf(rest[1])
    ? rest.slice(2)
    : rest;
  const timeZone = zoneOf(trigger.fields.timezone);
  const { timing, notes } = timingOf(trigger.fields, timeZone);
  return {
    job: {
      name: state.name,
      job_class_string: jobClass,
      pub_args: pubArgs.map((value) => plain(value, 0)),
      category_id,
      ...cronFieldsOf(trigger.fields.fields),
      ...timing,
      ...policyOf(state),
    },
    timeZone,
    notes,
  };
}

/** What a method of a Python class returned: zoneinfo makes its zones so. */
class Returned {
  readonly args: readonly unknown[];
  declare readonly __name__: string;

  constructor(args: readonly unknown[]) {
    this.args = args;
  }

  static {
    Object.assign(this.prototype, { __name__: "method" });
  }
}

const names = new NameRegistry().register(
  "builtins",
  "getattr",
  () => (...args: unknown[]) => new Returned(args),
);

function parsed(bytes: Uint8Array): unknown {
  try {
    return new Parser({ nameResolver: names }).parse(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PickleError(`its pickle cannot be read: ${why}`);
  }
}

/** JSON of a value. @throws PickleError for what JSON cannot hold. */
function plain(value: unknown, depth: number): unknown {
  if (depth > 50) throw new PickleError("its arguments are nested too deeply");
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      throw new PickleError(`its arguments hold ${value}, which JSON does not know`);
    case "bigint":
      if (Number.isSafeInteger(Number(value))) return Number(value);
      throw new PickleError("its arguments hold a number that is too large");
    case "object":
      if (value === null) return null;
      if (Array.isArray(value)) return value.map((one) => plain(one, depth + 1));
      if (Object.getPrototypeOf(value) === Object.prototype) {
        return Object.fromEntries(
          Object.entries(value).map(([name, one]) => [name, plain(one, depth + 1)]),
        );
      }
  }
  throw new PickleError(
    `its arguments hold a Python ${objectOf(value)?.name ?? "value"}, which JSON does not know`,
  );
}

function cronFieldsOf(given: unknown): Record<string, string> {
  const fields = new Map(
    (Array.isArray(given) ? given : []).map((one) => {
      const { name, expressions } = fieldsOf(one);
      const texts = Array.isArray(expressions) ? expressions.map(expressionText) : [];
      return [String(name), texts.join(",")];
    }),
  );
  const second = fields.get("second") ?? "0";
  if (second !== "0") {
    throw new PickleError(`it fires by the second (${second}), and the finest here is a minute`);
  }
  const year = fields.get("year") ?? "*";
  if (year !== "*") throw new PickleError(`it fires in the years ${year} only`);
  return Object.fromEntries(
    takenFields.map((name) => [name, fields.get(name) || "*"]),
  );
}

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const weekdays = "mon tue wed thu fri sat sun".split(" ");
const positions = ["1st", "2nd", "3rd", "4th", "5th", "last"];

/** An expression as APScheduler's __str__ writes it. */
function expressionText(given: unknown): string {
  const object = objectOf(given);
  const { step, first, last, weekday, option_num: position } = object?.fields ?? {};
  const stepped = (text: string) => typeof step === "number" ? `${text}/${step}` : text;
  const range = (nameOf: (value: number) => string | undefined) => {
    const text = nameOf(Number(first));
    const end = typeof last === "number" && last !== first ? `-${nameOf(last)}` : "";
    return `${text}${end}`;
  };
  switch (object?.name) {
    case "AllExpression":
      return stepped("*");
    case "RangeExpression":
      return stepped(range(String));
    case "MonthRangeExpression":
      return range((month) => months[month - 1]);
    case "WeekdayRangeExpression":
      return range((day) => weekdays[day]);
    case "WeekdayPositionExpression":
      return `${positions[Number(position)]} ${weekdays[Number(weekday)]}`;
    case "LastDayOfMonthExpression":
      return "last";
    default:
      throw new PickleError(`its schedule has an unknown expression: ${object?.name ?? "none"}`);
  }
}

const longestGrace = 31 * 86_400;

/** `None` as grace means: however late. */
function policyOf(state: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { max_instances, coalesce, misfire_grace_time: grace } = state;
  const seconds = grace === null ? longestGrace : grace;
  return {
    ...(typeof max_instances === "number" ? { max_instances: Math.min(max_instances, 100) } : {}),
    ...(typeof coalesce === "boolean" ? { coalesce } : {}),
    ...(typeof seconds === "number"
      ? { misfire_grace_seconds: Math.min(seconds, longestGrace) }
      : {}),
  };
}

const longestJitter = 86_400;

/** When the trigger may fire, in the fields of Carillon. APScheduler still fires at its `end_date`. */
function timingOf(
  { start_date, end_date, jitter }: Readonly<Record<string, unknown>>,
  timeZone: string | undefined,
): Pick<PickledJob, "notes"> & { readonly timing: Readonly<Record<string, unknown>> } {
  const starts = momentOf(start_date, timeZone);
  const ends = momentOf(end_date, timeZone);
  const isSaid = (value: unknown) => value !== null && value !== undefined;
  const lost = Object.entries({
    start_date: isSaid(start_date) && starts === undefined,
    end_date: isSaid(end_date) && ends === undefined,
    jitter: isSaid(jitter) && typeof jitter !== "number",
  }).flatMap(([name, isLost]) => isLost ? [`its ${name} cannot be read and is not taken`] : []);
  return {
    timing: {
      ...(starts === undefined ? {} : { starts_at: new Date(starts).toISOString() }),
      ...(ends === undefined ? {} : { ends_at: new Date(ends + 1).toISOString() }),
      ...(typeof jitter === "number" && jitter > 0
        ? { jitter_seconds: Math.min(Math.ceil(jitter), longestJitter) }
        : {}),
    },
    notes: lost,
  };
}
