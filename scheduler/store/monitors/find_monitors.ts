import type { CategoryId, MonitorId } from "../../model/ids.ts";
import { conditionOf } from "../../model/monitors/expectation.ts";
import type { MonitorCondition } from "../../model/monitors/monitor_facts.ts";
import { type Monitor, type MonitorState, noPings } from "../../model/monitors/monitor.ts";
import type { Instant } from "../../model/time.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { afterName, nameCursor, type Page, type PageRequest } from "../kv/pages.ts";
import { holdsText } from "../kv/text_match.ts";
import { mostMonitors } from "./monitors.ts";

/** A monitor with what its pings have told. */
export interface KnownMonitor {
  readonly monitor: Monitor;
  readonly state: MonitorState;
}

/** Which monitors to find. An absent field allows all values. */
export interface MonitorFilter {
  readonly categoryId?: CategoryId;
  /** In the name; upper and lower case alike. */
  readonly text?: string;
  readonly conditions?: ReadonlySet<MonitorCondition>;
}

const step = 500;

export async function findMonitor(
  db: Database,
  id: MonitorId,
): Promise<KnownMonitor | undefined> {
  const [{ value: monitor }, { value: state = noPings }] = await Promise.all([
    db.get(keys.monitor.at(id)),
    db.get(keys.monitor.state(id)),
  ]);
  return monitor === undefined ? undefined : { monitor, state };
}

/** The monitor that has this key, by the key's hash. */
export async function monitorByKey(db: Database, hash: string): Promise<MonitorId | undefined> {
  return (await db.get(keys.monitor.byKey(hash))).value;
}

/** A page of the monitors that match, by name. @throws Refusal `invalid` for a bad cursor. */
export async function findMonitors(
  db: Database,
  { categoryId, text, conditions }: MonitorFilter,
  { limit, cursor }: PageRequest,
  now: Instant,
): Promise<Page<KnownMonitor>> {
  const all = categoryId === undefined
    ? keys.monitor.allByName
    : keys.monitor.allByCategory(categoryId);
  const found: { known: KnownMonitor; cursor: string }[] = [];
  let from = cursor === undefined ? undefined : afterName(cursor);
  for (;;) {
    const rows = await db.list(all, { ...(from === undefined ? {} : { from }), limit: step });
    const ids = rows.map(({ key }) => key.at(-1) as MonitorId);
    for (const known of await readMonitors(db, ids)) {
      const { monitor, state } = known;
      if (text !== undefined && !holdsText(text, [monitor.name])) continue;
      if (conditions !== undefined && !conditions.has(conditionOf(monitor, state, now))) continue;
      const last = found.at(-1);
      if (found.length === limit && last !== undefined) {
        return { items: found.map((one) => one.known), nextCursor: last.cursor };
      }
      const row = rows[ids.indexOf(monitor.id)];
      found.push({ known, cursor: nameCursor(String(row?.key.at(-2)), monitor.id) });
    }
    const last = rows.at(-1)?.key;
    if (rows.length < step || last === undefined) return { items: found.map((one) => one.known) };
    from = afterName(nameCursor(String(last.at(-2)), String(last.at(-1))));
  }
}

async function readMonitors(db: Database, ids: readonly MonitorId[]): Promise<KnownMonitor[]> {
  const [monitors, states] = await Promise.all([
    db.getMany(ids.map(keys.monitor.at)),
    db.getMany(ids.map(keys.monitor.state)),
  ]);
  return monitors.flatMap(({ value: monitor }, i) =>
    monitor === undefined ? [] : [{ monitor, state: states[i]?.value ?? noPings }]
  );
}

/** All monitors that can be read, in steps. */
export async function* allMonitors(db: Database): AsyncGenerator<KnownMonitor[]> {
  let from: Deno.KvKey = [""];
  for (let looked = 0; looked < 2 * mostMonitors; looked += step) {
    const rows = await db.list(keys.monitor.all, { from, limit: step });
    const states = await db.getMany(rows.map(({ value }) => keys.monitor.state(value.id)));
    yield rows.map(({ value: monitor }, i) => ({ monitor, state: states[i]?.value ?? noPings }));
    const last = rows.at(-1)?.value.id;
    if (rows.length < step || last === undefined) return;
    from = [`${last}\0`];
  }
}
