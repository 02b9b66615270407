import type { CalendarId } from "../ids.ts";
import type { Instant } from "../time.ts";
import { calendarsOf, type Timing } from "./timing.ts";
import type { Calendar } from "./calendar.ts";
import { Coverage } from "./coverage.ts";

/** Whether a moment is excluded, and until when the answer holds at least. */
export interface Verdict {
  readonly isExcluded: boolean;
  /** Not included; may be infinite. */
  readonly until: Instant;
}

interface Known {
  readonly calendar: Calendar;
  readonly coverage: Coverage;
}

/** A memory of next fire times: jobs with equal schedules and calendars share them. */
export type FireMemory = Map<string, { readonly after: Instant; readonly next: Instant }>;

/** All calendars as they are at one moment. */
export class Calendars {
  readonly #known: ReadonlyMap<CalendarId, Known>;
  readonly memory: FireMemory = new Map();

  constructor(calendars: Iterable<Calendar>) {
    this.#known = new Map(
      Array.from(calendars, (calendar) => [
        calendar.id,
        { calendar, coverage: new Coverage(calendar) },
      ]),
    );
  }

  at(id: CalendarId): Calendar | undefined {
    return this.#known.get(id)?.calendar;
  }

  /** The versions of a job's calendars in one text; "" for a job without calendars. */
  versionsOf(timing: Timing | undefined): string {
    return calendarsOf(timing).map((id) => `${id}:${this.at(id)?.version ?? 0}`).join(" ");
  }

  /** The first calendar of `not_on` that covers the moment; `undefined` where `only_on` excludes it, or nothing does. */
  excludedBy({ notOn }: Timing, at: Instant): Calendar | undefined {
    const id = notOn.find((one) => this.#known.get(one)?.coverage.stretchAt(at).isCovered);
    return id === undefined ? undefined : this.at(id);
  }

  /** What a calendar covers between two moments, in stretches that do not touch each other. */
  coveredBy(id: CalendarId, from: Instant, to: Instant): { from: Instant; to: Instant }[] {
    const coverage = this.#known.get(id)?.coverage;
    const covered: { from: Instant; to: Instant }[] = [];
    let at = from;
    while (coverage !== undefined && at < to) {
      const { isCovered, until } = coverage.stretchAt(at);
      const last = covered.at(-1);
      if (isCovered && last?.to === at) last.to = Math.min(until, to);
      else if (isCovered) covered.push({ from: at, to: Math.min(until, to) });
      at = Math.max(until, at + 1);
    }
    return covered;
  }

  /** A calendar whose record cannot be read counts as if the job did not name it. */
  verdict({ notOn, onlyOn }: Timing, at: Instant): Verdict {
    const not = this.#stretches(notOn, at);
    const only = this.#stretches(onlyOn, at);
    const covering = not.filter(({ isCovered }) => isCovered);
    const isOutside = only.length > 0 && !only.some(({ isCovered }) => isCovered);
    if (covering.length > 0 || isOutside) {
      const ends = covering.map(({ until }) => until);
      if (isOutside) ends.push(Math.min(...only.map(({ until }) => until)));
      return { isExcluded: true, until: Math.max(...ends) };
    }
    const within = only.filter(({ isCovered }) => isCovered).map(({ until }) => until);
    const until = Math.min(
      ...not.map(({ until }) => until),
      ...(within.length > 0 ? [Math.max(...within)] : []),
    );
    return { isExcluded: false, until };
  }

  #stretches(ids: readonly CalendarId[], at: Instant) {
    return ids.flatMap((id) => this.#known.get(id)?.coverage.stretchAt(at) ?? []);
  }
}

export const noCalendars = new Calendars([]);
