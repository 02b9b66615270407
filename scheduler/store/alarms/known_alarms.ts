import { type AlarmKind, alarmKinds } from "../../model/alarms/alarm_kind.ts";
import { defaultAlarmRules, type WholeAlarmRules } from "../../model/alarms/alarm_rules.ts";
import type { Alarm } from "../../model/alarms/alarm.ts";
import { second } from "../../model/time.ts";
import type { Database } from "../kv/database.ts";

/**
 * What this process knows of the alarms, so that an ordinary success costs no read. It may be a tick old: what it misses, the
 * duty of the next tick finds.
 */
export class KnownAlarms {
  /** The rules of the server, under those of categories and jobs. */
  server: WholeAlarmRules = defaultAlarmRules;
  /**
   * No rule finds a start late that is later than its fire time by less, in milliseconds. Until the first tick has looked, any
   * rule may be there: what a process fires first, after a downtime, is what starts late.
   */
  leastLateMs = second;
  #open = new Map<string, Set<AlarmKind>>();

  hasOpen(subjectId: string): boolean {
    return this.#open.has(subjectId);
  }

  /** Another process may have opened an alarm of this subject: the next end in this one looks. */
  mayHaveOpen(subjectId: string): void {
    if (!this.#open.has(subjectId)) this.#open.set(subjectId, new Set());
  }

  note({ subject: { id }, kind, state }: Alarm): void {
    const kinds = this.#open.get(id);
    if (state === "open") this.#open.set(id, (kinds ?? new Set()).add(kind));
    else if (kinds?.delete(kind) && kinds.size === 0) this.#open.delete(id);
  }

  /** Forgets all, and knows these. @param open the ids and kinds of subjects with open alarms. */
  renew(open: Iterable<readonly [string, AlarmKind]>): void {
    this.#open = new Map();
    for (const [id, kind] of open) {
      if (!alarmKinds.includes(kind)) continue;
      this.#open.set(id, (this.#open.get(id) ?? new Set()).add(kind));
    }
  }
}

const known = new WeakMap<Database, KnownAlarms>();

export function knownAlarms(db: Database): KnownAlarms {
  return known.getOrInsertComputed(db, () => new KnownAlarms());
}
