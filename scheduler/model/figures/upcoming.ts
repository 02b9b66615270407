import type { CategoryId, JobId } from "../ids.ts";
import { type Calendars, noCalendars } from "../calendars/exclusion.ts";
import { type Job, nextFireOf } from "../job.ts";
import { nextFire, type Schedule } from "../schedule.ts";
import { type Instant, minute } from "../time.ts";

/** A job that fires by itself: not paused, and its schedule has a further fire. */
export interface PlannedJob {
  readonly id: JobId;
  readonly name: string;
  readonly categoryId: CategoryId;
  /** Jobs with equal schedules share one object, so that each schedule is read once. */
  readonly schedule: Schedule;
  /** The job, where calendars, a start or an end decide about its fires too. */
  readonly timed?: Pick<Job, "schedule" | "timing" | "policy">;
}

export interface UpcomingMinute {
  readonly at: Instant;
  readonly fires: number;
  /** The first of the jobs that fire in this minute, by name. */
  readonly first: readonly PlannedJob[];
}

/** The fires of a range of time. */
export interface Upcoming {
  /** Up to here the fires are counted, not included. Earlier than the wanted end where the range holds too many. */
  readonly until: Instant;
  readonly fires: number;
  /** How many jobs fire at least once. */
  readonly jobs: number;
  /** The minutes that have fires. */
  readonly minutes: readonly UpcomingMinute[];
  /** The jobs with the most fires. */
  readonly heaviest: readonly { readonly job: PlannedJob; readonly fires: number }[];
}

export const mostHeaviest = 10;
export const mostNamed = 3;
/** How many fires of different schedules are worked out for one answer. */
export const mostWorkedOut = 200_000;
/** After so many of them, other work of the process has its turn. */
const atOnce = 5000;
const sliceMs = 10 * minute;

/** The jobs with one schedule, or one job with calendars. */
interface Group {
  readonly nextFire: (after: Instant) => Instant | undefined;
  size: number;
  /** Its first jobs by name. */
  first: readonly PlannedJob[];
  /** The next fire that is not counted. */
  next: Instant | undefined;
  fires: number;
}

interface Wanted {
  /** How many fires of different schedules are worked out at most. */
  readonly most?: number;
  /** How many jobs of each minute are named. */
  readonly names?: number;
  readonly calendars?: Calendars;
}

interface Counted {
  at: Instant;
  fires: number;
  first: readonly PlannedJob[];
}

/**
 * Counts the fires from `from` to `to` (not included). Each schedule is worked out once, however many jobs have it. The
 * work goes on in slices of ten minutes until the end of the range, or until `most` fires are worked out.
 */
export async function upcomingFires(
  jobs: Iterable<PlannedJob>,
  from: Instant,
  to: Instant,
  { most = mostWorkedOut, names = mostNamed, calendars = noCalendars }: Wanted = {},
): Promise<Upcoming> {
  const groups = groupsOf(jobs, calendars, Math.max(mostHeaviest, names));
  const minutes = new Map<Instant, Counted>();
  let worked = 0;
  let until = from;
  const rest = async () => {
    if (++worked % atOnce === 0) await new Promise((done) => setTimeout(done));
  };
  for (const group of groups) {
    group.next = group.nextFire(from - 1);
    await rest();
  }
  while (until < to && (until === from || worked < most)) {
    until = Math.min(to, until + sliceMs);
    for (const group of groups) {
      while (group.next !== undefined && group.next < until) {
        count(minutes, group, group.next, names);
        group.next = group.nextFire(group.next);
        await rest();
      }
    }
  }
  return summed(groups, minutes, until);
}

function groupsOf(jobs: Iterable<PlannedJob>, calendars: Calendars, first: number): Group[] {
  const groups = new Map<object, Group>();
  for (const job of jobs) {
    const { schedule, timed } = job;
    const alike = timed ?? schedule;
    const next = timed === undefined
      ? (after: Instant) => nextFire(schedule, after)
      : (after: Instant) => nextFireOf(timed, after, calendars);
    const group = groups.get(alike) ??
      { nextFire: next, size: 0, first: [], next: undefined, fires: 0 };
    groups.set(alike, group);
    group.size++;
    group.first = withNamed(group.first, job, first);
  }
  return [...groups.values()];
}

function count(
  minutes: Map<Instant, Counted>,
  group: Group,
  fireAt: Instant,
  names: number,
): void {
  const at = Math.floor(fireAt / minute) * minute;
  const counted = minutes.get(at) ?? { at, fires: 0, first: [] };
  minutes.set(at, counted);
  group.fires++;
  counted.fires += group.size;
  for (const job of group.first.slice(0, names)) {
    counted.first = withNamed(counted.first, job, names);
  }
}

function summed(
  groups: readonly Group[],
  minutes: ReadonlyMap<Instant, Counted>,
  until: Instant,
): Upcoming {
  const firing = groups.filter(({ fires }) => fires > 0);
  const heaviest = firing
    .flatMap(({ first, fires }) => first.slice(0, mostHeaviest).map((job) => ({ job, fires })))
    .sort((a, b) => b.fires - a.fires || byName(a.job, b.job))
    .slice(0, mostHeaviest);
  return {
    until,
    fires: firing.reduce((sum, { size, fires }) => sum + size * fires, 0),
    jobs: firing.reduce((sum, { size }) => sum + size, 0),
    minutes: [...minutes.values()].sort((a, b) => a.at - b.at),
    heaviest,
  };
}

/** The jobs with one more, by name, at most `most`. */
function withNamed(
  jobs: readonly PlannedJob[],
  job: PlannedJob,
  most: number,
): readonly PlannedJob[] {
  const last = jobs.at(-1);
  if (jobs.length === most && last !== undefined && byName(last, job) <= 0) return jobs;
  return [...jobs, job].sort(byName).slice(0, most);
}

function byName(a: PlannedJob, b: PlannedJob): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
