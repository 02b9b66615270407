import type { JobEdit } from "../../client/types.ts";
import { wrongUse } from "../failures.ts";

/** The fields of a job. The value of a `text` is taken as it is typed, that of a `value` as JSON where it is JSON. */
const kinds: Readonly<Record<keyof JobEdit, "text" | "value">> = {
  job_class_string: "text",
  name: "text",
  key: "text",
  pub_args: "value",
  month: "text",
  day: "text",
  week: "text",
  day_of_week: "text",
  hour: "text",
  minute: "text",
  cron: "text",
  timezone: "text",
  category_id: "value",
  max_instances: "value",
  overlap: "value",
  misfire_grace_seconds: "value",
  coalesce: "value",
  max_retries: "value",
  retry_delay_seconds: "value",
  retry_max_delay_seconds: "value",
  timeout_seconds: "value",
  jitter_seconds: "value",
  on_excluded: "value",
  alarms: "value",
  not_on: "value",
  only_on: "value",
  starts_at: "text",
  ends_at: "text",
};

type Fields = Readonly<Record<string, unknown>>;

/**
 * What `--set` says: `max_retries=3`, `alarms.failed.after=3`, `not_on=[1]`. The policy is no object of its own in the API, so
 * that `policy.max_retries` is the same as `max_retries`.
 * @param texts in their order: a later one changes what an earlier one set.
 * @param before the job as it is: the other fields of an object stay.
 * @throws CommandFailure that names what is wrong.
 */
export function setFields(texts: readonly string[], before: Fields = {}): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const text of texts) {
    const [, path = "", typed = ""] = /^([a-z_.0-9]+)=(.*)$/s.exec(text) ?? [];
    if (path === "") throw wrongUse(`--set: "${text}" is not FIELD=VALUE.`);
    const [name = "", ...within] = path.replace(/^policy\./, "").split(".");
    if (!Object.hasOwn(kinds, name)) throw wrongUse(unknownField(name));
    const kind = kinds[name as keyof JobEdit];
    if (within.length > 0 && name !== "alarms") {
      throw wrongUse(`--set: ${name} has no fields of its own, so "${path}" names nothing.`);
    }
    if (within.includes("")) throw wrongUse(`--set: "${path}" has an empty part.`);
    const value = kind === "text" ? typed : valueOf(path, typed);
    fields[name] = within.length === 0
      ? value
      : changed(name in fields ? fields[name] : before[name], within, value);
  }
  return fields;
}

function unknownField(name: string): string {
  const near = Object.keys(kinds).filter((one) =>
    one.startsWith(name.slice(0, 4)) || one.includes(name)
  );
  const some = near.length > 0 && near.length < 6 ? near : Object.keys(kinds);
  return `--set: a job has no field "${name}". There is ${some.join(", ")}.`;
}

/** JSON, or a word such as `skip`. */
function valueOf(path: string, typed: string): unknown {
  try {
    return JSON.parse(typed);
  } catch (error) {
    const isMeant = /^\s*["[{]/.test(typed);
    if (!isMeant) return typed;
    throw wrongUse(`--set: the value of ${path} is no JSON: ${(error as Error).message}.`);
  }
}

/** The object with another value at the end of the path. What is no object on the way becomes one. */
function changed(before: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const fields: Fields = typeof before === "object" && before !== null && !Array.isArray(before)
    ? before as Fields
    : {};
  const own = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return { ...fields, [name]: changed(own, rest, value) };
}
