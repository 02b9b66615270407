import type { Alarm } from "../../routes/contract/alarms/alarms.ts";
import { memo } from "../cache/memo.ts";
import { folded } from "../texts/reason.ts";
import type { State } from "../state.ts";

/** Alarms of one kind and one error text. Numbers in the text make no difference. */
export interface AlarmGroup {
  /** The kind and the folded text: the same for as long as the group is there. */
  readonly id: string;
  /** The alarm that was raised last. */
  readonly last: Alarm;
  /** Newest first. */
  readonly alarms: readonly Alarm[];
  /** The names of their jobs and monitors, each once. */
  readonly names: readonly string[];
  /** How often the causes were seen, together. */
  readonly count: number;
  /** When the first was opened: ISO 8601. */
  readonly since: string;
}

/** What an alarm waits for. `open`: for a person. */
export type AlarmStage = "open" | "acknowledged" | "snoozed" | "closed";

export function stageOf(alarm: Alarm, now: number): AlarmStage {
  if (alarm.state === "closed") return "closed";
  if (alarm.acknowledged !== null) return "acknowledged";
  return isSnoozed(alarm, now) ? "snoozed" : "open";
}

export function isSnoozed({ snoozed_until: until }: Alarm, now: number): boolean {
  return until === "recovery" || (until !== "" && Date.parse(until) > now);
}

/** All open alarms, by what they wait for. A snooze that ends moves its alarm, so they are sorted each minute. */
const openByStage = memo((byId: State["alarms"]["byId"], minute: number) => {
  const waiting: Alarm[] = [];
  const aside: Alarm[] = [];
  for (const alarm of byId.values()) {
    const stage = stageOf(alarm, minute * minuteMs);
    if (stage === "open") waiting.push(alarm);
    else if (stage !== "closed") aside.push(alarm);
  }
  return { waiting: grouped(waiting), aside: grouped(aside), asideCount: aside.length };
});

const minuteMs = 60_000;

/** The groups of open alarms that need a person: nobody has acknowledged or snoozed them. The newest come first. */
export function inboxOf({ alarms, now }: Pick<State, "alarms" | "now">): readonly AlarmGroup[] {
  return openByStage(alarms.byId, Math.floor(now / minuteMs)).waiting;
}

/** The groups of open alarms that are acknowledged or snoozed. */
export function asideOf({ alarms, now }: Pick<State, "alarms" | "now">): readonly AlarmGroup[] {
  return openByStage(alarms.byId, Math.floor(now / minuteMs)).aside;
}

/** The number of alarms that are acknowledged or snoozed. */
export function asideCount({ alarms, now }: Pick<State, "alarms" | "now">): number {
  return openByStage(alarms.byId, Math.floor(now / minuteMs)).asideCount;
}

/** The kinds of the open alarms of each job, whether a person looks after them or not. */
export const alarmedJobs = memo((
  byId: State["alarms"]["byId"],
): ReadonlyMap<string, ReadonlySet<Alarm["kind"]>> => {
  const kinds = new Map<string, Set<Alarm["kind"]>>();
  for (const { state, subject, kind } of byId.values()) {
    if (state !== "open") continue;
    const known = kinds.get(subject.id);
    if (known === undefined) kinds.set(subject.id, new Set([kind]));
    else known.add(kind);
  }
  return kinds;
});

/** The group with that id, of either half of the inbox. */
export function groupOf(
  state: Pick<State, "alarms" | "now">,
  id: string | undefined,
): AlarmGroup | undefined {
  if (id === undefined || !isGroupId(id)) return undefined;
  return [...inboxOf(state), ...asideOf(state)].find((group) => group.id === id);
}

/** The rows of a list of groups have such ids, and never the id of a job. */
export function isGroupId(id: string): boolean {
  return id.startsWith(groupPrefix);
}

const groupPrefix = "alarm:";

function grouped(alarms: readonly Alarm[]): readonly AlarmGroup[] {
  const groups = Map.groupBy(
    alarms,
    (alarm) => `${groupPrefix}${alarm.kind} ${folded(alarm.reason)}`,
  );
  return [...groups].map(([id, found]): AlarmGroup => {
    const newest = found.toSorted((a, b) =>
      a.opened_time === b.opened_time
        ? a.alarm_id < b.alarm_id ? 1 : -1
        : a.opened_time < b.opened_time
        ? 1
        : -1
    );
    const last = found.reduce((a, b) => b.last_time > a.last_time ? b : a);
    return {
      id,
      last,
      alarms: newest,
      names: [...new Set(newest.map(({ subject }) => subject.name))],
      count: found.reduce((sum, { count }) => sum + count, 0),
      since: newest.at(-1)?.opened_time ?? last.opened_time,
    };
  }).sort((a, b) => {
    const [left, right] = [a.alarms[0]?.opened_time ?? "", b.alarms[0]?.opened_time ?? ""];
    return left === right ? (a.id < b.id ? -1 : 1) : left < right ? 1 : -1;
  });
}
