import type { Alarm } from "../../model/alarms/alarm.ts";
import { type AlarmKind, alarmKinds, type AlarmState } from "../../model/alarms/alarm_kind.ts";
import type { AlarmId, CategoryId } from "../../model/ids.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { Page } from "../kv/pages.ts";
import {
  allTime,
  fromIds,
  fromTable,
  idRange,
  type OrderedRequest,
  type Source,
  walk,
} from "../kv/walk.ts";

/** Which alarms to find. An absent field allows all values. */
export interface AlarmFilter {
  readonly state?: AlarmState;
  /** The id of the job. */
  readonly subjectId?: string;
  readonly categoryId?: CategoryId;
  readonly kind?: AlarmKind;
}

/** More alarms are never open at once in a list: the oldest of them are enough to work on. */
const mostOpen = 20_000;

export async function findAlarm(db: Database, id: AlarmId): Promise<Alarm | undefined> {
  return (await db.get(keys.alarm.at(id))).value;
}

/** A page of the alarms that match, by the time at which they were opened. @throws Refusal `invalid` for a bad cursor. */
export async function findAlarms(
  db: Database,
  filter: AlarmFilter,
  request: OrderedRequest,
): Promise<Page<Alarm>> {
  return await walk({
    sources: [await sourceOf(db, filter, request)],
    request,
    read: async (ids) =>
      (await db.getMany((ids as AlarmId[]).map(keys.alarm.at))).map(({ value }) => value),
    ...(Object.keys(filter).length === 0 ? {} : { matches: (alarm) => isFound(alarm, filter) }),
  });
}

async function sourceOf(
  db: Database,
  { state, subjectId, kind }: AlarmFilter,
  request: OrderedRequest,
): Promise<Source<Alarm>> {
  const oldestFirst = request.oldestFirst ?? false;
  const range = idRange(allTime, request);
  if (subjectId !== undefined) {
    return fromTable(db, keys.alarm.allBySubject(subjectId), range, oldestFirst, () => ({}));
  }
  if (state === "open") {
    const open = await openAlarms(db);
    const ids = open.flatMap((one) => kind === undefined || one.kind === kind ? [one.id] : []);
    return fromIds(ids, range, oldestFirst);
  }
  const record = ({ value }: { readonly value: Alarm }) => ({ record: value });
  return fromTable(db, keys.alarm.all, range, oldestFirst, record);
}

function isFound(alarm: Alarm, { state, subjectId, categoryId, kind }: AlarmFilter): boolean {
  return (state === undefined || alarm.state === state) &&
    (subjectId === undefined || alarm.subject.id === subjectId) &&
    (categoryId === undefined || alarm.categoryId === categoryId) &&
    (kind === undefined || alarm.kind === kind);
}

/** An open alarm as its index row says it. */
export interface OpenAlarm {
  readonly id: AlarmId;
  readonly subjectId: string;
  readonly kind: AlarmKind;
}

/** The open alarms, up to 20,000. */
export async function openAlarms(db: Database): Promise<OpenAlarm[]> {
  const rows = await db.list(keys.alarm.allOpen, { limit: mostOpen });
  return rows.map(({ key, value }) => ({
    id: value,
    subjectId: String(key.at(-2)),
    kind: key.at(-1) as AlarmKind,
  }));
}

/** How many alarms of each kind are open, up to 20,000 altogether. */
export async function countOpenAlarms(db: Database): Promise<Record<AlarmKind, number>> {
  const open = Map.groupBy(await openAlarms(db), ({ kind }) => kind);
  return Object.fromEntries(
    alarmKinds.map((kind) => [kind, open.get(kind)?.length ?? 0]),
  ) as Record<AlarmKind, number>;
}
