import { compileSchedule, nextRun, parseFields } from "../../../scheduler/cron/mod.ts";

/** The next five fire times, as the golden cases pin them down. */
export function nextRuns(
  fields: Readonly<Record<string, unknown>>,
  timeZone: string,
  after: string,
): string[] {
  const { day_of_week: dayOfWeek, ...others } = fields;
  const parsed = parseFields({ ...others, dayOfWeek } as Parameters<typeof parseFields>[0]);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const schedule = compileSchedule(parsed.fields);
  const fires: string[] = [];
  for (let at = nextRun(schedule, timeZone, Date.parse(after) - 1); at !== undefined;) {
    fires.push(new Date(at).toISOString());
    if (fires.length === 5) break;
    at = nextRun(schedule, timeZone, at);
  }
  return fires;
}
