import type { Calendar } from "../../scheduler/model/calendars/calendar.ts";
import { type Caller, isAdmin } from "../../scheduler/model/caller.ts";
import { allCategories, type Category, defaultCategory } from "../../scheduler/model/category.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { nameKey } from "../../scheduler/store/kv/keys.ts";
import type { ConfigExport } from "../contract/config/plan.ts";
import { given } from "../http/given.ts";
import {
  calendarEntry,
  categoryEntry,
  channelEntry,
  type Entry,
  jobEntry,
  monitorEntry,
} from "./entries.ts";
import { Names } from "./names.ts";
import { readState } from "./state.ts";

/**
 * What the server has, as a document. It names nothing by an id, and its order is that of the names, so that two servers with
 * the same records give the same document.
 * @param owner only what a document of this owner made.
 */
export async function exportDocument(
  db: Database,
  caller: Caller,
  owner: string | undefined,
): Promise<ConfigExport> {
  const state = await readState(db, caller);
  const names = new Names(state);
  const isAsked = (record: { readonly owner?: string }) =>
    owner === undefined || record.owner === owner;
  const { categories, calendars, channels, jobs, monitors } = state;
  return {
    ...given("owner", owner),
    categories: sorted(
      categories.filter((one) => isAsked(one) && isTold(one)).map((one) => ({
        name: one.name,
        ...(one.id === defaultCategory ? { default: true } : {}),
        ...categoryEntry(one, names),
      })),
    ),
    calendars: sorted(calendars.filter((one: Calendar) => isAsked(one)).map(calendarEntry)),
    ...(isAdmin(caller)
      ? {
        channels: sorted(
          channels.filter(({ channel }) => isAsked(channel))
            .map(({ channel, secrets }) => channelEntry(channel, secrets, names)),
        ),
      }
      : {}),
    jobs: sorted(
      jobs.filter(({ job }) => isAsked(job)).map(({ job, key }) => jobEntry(job, key, names)),
    ),
    monitors: sorted(monitors.filter(isAsked).map((one) => monitorEntry(one, names))),
  };
}

/** Every server has categories 0 and 1: the second is told where somebody changed it. */
function isTold({ id, name, description, alarms }: Category): boolean {
  if (id === allCategories) return false;
  const isUsual = name === "default" && description === "" &&
    Object.keys(alarms ?? {}).length === 0;
  return id !== defaultCategory || !isUsual;
}

/** Jobs by category and key, others by name; monitors of one name by category. */
function sorted(entries: readonly Entry[]): Record<string, unknown>[] {
  const textOf = ({ category, key, name }: Entry) =>
    [
      typeof category === "string" && typeof key === "string" ? nameKey(category) : "",
      key ?? nameKey(String(name)),
      typeof category === "string" ? nameKey(category) : "",
    ]
      .join("\0");
  return entries.map((entry) => ({ entry, text: textOf(entry) }))
    .toSorted((a, b) => a.text < b.text ? -1 : a.text > b.text ? 1 : 0)
    .map(({ entry }) => ({ ...entry }));
}
