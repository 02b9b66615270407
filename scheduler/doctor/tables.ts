/** Which table holds which records, and to which record an index row belongs. */
import type { z } from "zod";
import type { PackId, SheetId, UserId, WorkerId } from "../model/ids.ts";
import { keys } from "../store/kv/keys.ts";
import { strips } from "../store/kv/keys/history_keys.ts";
import type { Table } from "../store/kv/database.ts";
import {
  comparedKey,
  linksOfApiKey,
  linksOfAudit,
  linksOfCategory,
  linksOfExecution,
  linksOfJob,
  linksOfPack,
  linksOfSheet,
  linksOfUser,
  packDue,
  packMember,
} from "./links.ts";
import type { Link } from "./link.ts";
import {
  linksOfAlarm,
  linksOfCalendar,
  linksOfChannel,
  linksOfMonitor,
  linksOfPing,
} from "./watch_links.ts";

/** What the doctor knows of a table of records. */
export interface RecordTable {
  readonly schema: z.ZodType;
  /** The index rows of a record; absent where records have none. */
  readonly links?: (value: unknown, key: Deno.KvKey) => Link[];
  /** Rows of indexes that the record itself stands for. */
  readonly stands?: (value: unknown, key: Deno.KvKey) => Deno.KvKey[];
}

function kept<T>(
  { schema, prefix }: Table<T>,
  more: {
    links?: (value: T, key: Deno.KvKey) => Link[];
    stands?: (value: T, key: Deno.KvKey) => Deno.KvKey[];
  } = {},
): [string, RecordTable] {
  return [String(prefix[0]), { schema, ...more } as RecordTable];
}

const noId = "" as never;

export const recordTables: ReadonlyMap<string, RecordTable> = new Map([
  kept(keys.job.all, { links: linksOfJob }),
  kept(keys.execution.all, { links: (execution) => linksOfExecution(execution) }),
  kept(keys.sheet.all, { links: (sheet, key) => linksOfSheet(sheet, key.at(-1) as SheetId) }),
  kept(keys.user.all, { links: linksOfUser }),
  kept(keys.apiKey.all, { links: linksOfApiKey }),
  kept(keys.category.all, { links: linksOfCategory }),
  kept(keys.audit.all, { links: linksOfAudit }),
  kept({ schema: keys.pack.at(noId).schema, prefix: ["pack"] }, {
    links: (_, key) => linksOfPack(key.at(-1) as PackId),
    stands: ({ jobs }, key) => jobs.map(({ id }) => [packMember, key.at(-1) as PackId, id]),
  }),
  kept(keys.due.all, {
    stands: ({ ids, pack }, key) =>
      pack === undefined
        ? ids.map((id) => ["due", key.at(-2) ?? "", id])
        : [[packDue, key.at(-1) ?? ""]],
  }),
  // While a pause holds a job, its due row is there.
  kept(keys.held.all, { stands: ({ ids }, key) => ids.map((id) => ["due", key.at(-2) ?? "", id]) }),
  kept(keys.sheet.allEnds(noId)),
  kept(keys.stay.allOf(noId)),
  kept(keys.execution.logs(noId)),
  kept(keys.waiting.all),
  kept(keys.worker.all),
  kept(keys.pulse.all),
  kept(keys.claim.all),
  kept(keys.program.allOf("")),
  kept(keys.stop.allOf("" as WorkerId)),
  kept(keys.session.allOf(0 as UserId)),
  kept(keys.session.allEnded),
  kept(keys.security.all),
  kept(keys.monitor.all, { links: linksOfMonitor }),
  kept({ schema: keys.monitor.state(noId).schema, prefix: ["monitor_state"] }),
  kept(keys.ping.all, { links: linksOfPing }),
  kept(keys.alarm.all, { links: linksOfAlarm }),
  kept(keys.alarmWatch.all),
  kept(keys.alarmNotice.all),
  kept(keys.channel.all, { links: linksOfChannel }),
  kept(keys.channelNotice.all),
  kept(keys.calendar.all, { links: linksOfCalendar }),
  kept({ ...keys.endCount.all("hour"), prefix: ["end_count"] }),
  kept(keys.change.allOf("")),
]);

/** Indexes whose rows say more than their keys. A row that cannot be read is written anew. */
export const checkedIndexes: ReadonlyMap<string, z.ZodType> = new Map([
  [strips, keys.strip.allOf(noId).schema],
]);

/** The record of an index row. Executions on sheets are found by their ids as well. */
export interface Owner {
  /** Its table. */
  readonly kind: OwnerKind;
  readonly id: unknown;
}

type OwnerKind =
  | "execution"
  | "job"
  | "sheet"
  | "audit"
  | "pack"
  | "user"
  | "api_key"
  | "category"
  | "monitor"
  | "ping"
  | "alarm"
  | "channel"
  | "calendar";

const byLast = (kind: OwnerKind) => (key: Deno.KvKey): Owner => ({ kind, id: key.at(-1) });

const byValue = (kind: OwnerKind) => (_: Deno.KvKey, value: unknown): Owner => ({
  kind,
  id: value,
});

/** Each index, and how a row of it names its record. */
export const indexTables: ReadonlyMap<string, (key: Deno.KvKey, value: unknown) => Owner> = new Map<
  string,
  (key: Deno.KvKey, value: unknown) => Owner
>([
  ["job_by_name", byLast("job")],
  ["job_by_category", byLast("job")],
  ["job_by_key", byValue("job")],
  ["execution_by_job", byLast("execution")],
  ["run_of", (key) => ({ kind: "execution", id: String(comparedKey(key).at(-1)) })],
  [strips, (key) => ({ kind: "sheet", id: String(comparedKey(key).at(-1)) })],
  ["execution_by_category", byLast("execution")],
  ["execution_by_state", byLast("execution")],
  ["execution_late_end", byLast("execution")],
  ["queue", byLast("execution")],
  ["later", byLast("execution")],
  ["later_by_job", byLast("execution")],
  ["active", byLast("execution")],
  ["sheet_by_category", byLast("sheet")],
  ["user_by_name", byValue("user")],
  ["user_by_category", byLast("user")],
  ["api_key_by_name", byValue("api_key")],
  ["api_key_by_secret", (_, value) => ({ kind: "api_key", id: (value as { id?: unknown })?.id })],
  ["api_key_by_category", byLast("api_key")],
  ["category_by_name", byValue("category")],
  ["audit_by_category", byLast("audit")],
  ["audit_by_job", byLast("audit")],
  ["audit_by_user", byLast("audit")],
  ["job_by_calendar", byLast("job")],
  ["resume", byLast("job")],
  ["calendar_by_name", byValue("calendar")],
  ["monitor_by_name", byLast("monitor")],
  ["monitor_by_category", byLast("monitor")],
  ["monitor_by_key", byValue("monitor")],
  ["ping_by_monitor", byLast("ping")],
  ["alarm_by_subject", byLast("alarm")],
  ["alarm_open", byValue("alarm")],
  ["channel_by_name", byValue("channel")],
  ["channel_by_category", byLast("channel")],
]);
