import type { Job } from "../job.ts";
import { nextFire } from "../schedule.ts";
import type { Instant } from "../time.ts";
import type { Calendar } from "./calendar.ts";
import { type CalendarFire, movedTo, nextCalendarFire, searchYears } from "./calendar_fires.ts";
import type { Calendars } from "./exclusion.ts";
import { calendarsOf, type Timing } from "./timing.ts";

/** The next fires of a schedule, and the fire times that its calendars exclude. */
export interface Preview {
  readonly timing: Timing | undefined;
  readonly fires: readonly CalendarFire[];
  readonly excluded: readonly ExcludedFire[];
  /** How far ahead fires were looked for. */
  readonly years: number;
}

export interface ExcludedFire {
  readonly at: Instant;
  /** The calendar of `not_on` that excludes it. */
  readonly calendar?: Calendar;
  /** Where it is moved to; absent where it is skipped. */
  readonly movedTo?: Instant;
}

const mostExcluded = 100;

/** The first `count` fires later than `after`. */
export function previewFires(
  { schedule, timing, policy: { onExcluded } }: Pick<Job, "schedule" | "timing"> & {
    readonly policy: Pick<Job["policy"], "onExcluded">;
  },
  calendars: Calendars,
  after: Instant,
  count: number,
): Preview {
  const hasCalendars = calendarsOf(timing).length > 0;
  const { startsAt = -Infinity, endsAt = Infinity } = timing ?? {};
  const rule = { schedule, timing: timing ?? { notOn: [], onlyOn: [] }, onExcluded, calendars };
  const plain = (after: Instant): CalendarFire | undefined => {
    const at = nextFire(schedule, after);
    return at === undefined ? undefined : { at };
  };
  const next = hasCalendars ? (after: Instant) => nextCalendarFire(rule, after) : plain;
  const fires: CalendarFire[] = [];
  const from = Math.max(after, startsAt - 1);
  for (
    let fire = next(from);
    fire !== undefined && fire.at < endsAt && fires.length < count;
    fire = next(fire.at)
  ) fires.push(fire);
  const excluded: ExcludedFire[] = [];
  const until = fires.at(-1)?.at ?? Infinity;
  for (
    let at = hasCalendars ? nextFire(schedule, from) : undefined;
    at !== undefined && at <= until && at < endsAt && excluded.length < mostExcluded;
    at = nextFire(schedule, at)
  ) {
    const { isExcluded, until: end } = calendars.verdict(rule.timing, at);
    if (!isExcluded) {
      at = Math.max(at, Math.min(end, until + 1) - 1);
      continue;
    }
    const [calendar, to] = [calendars.excludedBy(rule.timing, at), movedTo(rule, at)];
    excluded.push({
      at,
      ...(calendar === undefined ? {} : { calendar }),
      ...(to === undefined ? {} : { movedTo: to }),
    });
  }
  return { timing, fires, excluded, years: hasCalendars ? searchYears : 100 };
}
