import { hashPingKey, newPingKey } from "../../scheduler/auth/ping_key.ts";
import { type Caller, mustChange } from "../../scheduler/model/caller.ts";
import { type CategoryId, type MonitorId, newId } from "../../scheduler/model/ids.ts";
import {
  draftMonitor,
  editMonitor,
  type Monitor,
  type MonitorDraft,
  pauseMonitor,
  resumeMonitor,
} from "../../scheduler/model/monitors/monitor.ts";
import { nameKey } from "../../scheduler/store/kv/keys.ts";
import {
  type ChangedMonitor,
  changeMonitor,
  createMonitor,
  deleteMonitor,
} from "../../scheduler/store/monitors/monitors.ts";
import type { ConfigMonitor } from "../contract/config/entries.ts";
import type { ConfigAction, ConfigFieldChange } from "../contract/config/plan.ts";
import { monitorEdits, monitorEntry as auditEntryOf, monitorText } from "../monitors/audit.ts";
import { understandNewMonitor } from "../monitors/fields.ts";
import { mustChangeMonitor } from "../monitors/rights.ts";
import { channelIds } from "./alarm_channels.ts";
import { monitorEntry } from "./entries.ts";
import { categoryOfEntry } from "./job_bodies.ts";
import { asAdmin } from "./job_changes.ts";
import { planRecords } from "./plan_records.ts";
import {
  adoption,
  changesOf,
  isAdopted,
  mustBeOurs,
  mustBeVersion,
  type Part,
  type Planning,
  type Step,
  stillThere,
} from "./step.ts";

/** Which monitor an entry is about. */
const identity = ["category", "name"];

/** @param sent absent: the document says nothing of monitors. */
export function planMonitors(
  planning: Planning,
  sent: readonly ConfigMonitor[] | null | undefined,
): Promise<Part> {
  const { state, problems, names } = planning;
  const present = Map.groupBy(state.monitors, placeOf);
  return planRecords<ConfigMonitor, Monitor>(planning, {
    list: "monitors",
    sent,
    present: state.monitors,
    about: (known) => ({ identity: placeOf(known), owner: known.owner }),
    find(entry, place) {
      const { name } = entry;
      const identity = placeOf({ categoryId: categoryOfEntry(names, entry), name });
      const [known, twin] = present.get(identity) ?? [];
      if (twin !== undefined) {
        problems.add(`${place}.name`, "is that of two monitors: give one of them another name");
      }
      return { identity, known };
    },
    create: (entry) => newStep(planning, entry),
    change: (entry, known) => changeStep(planning, entry, known),
    delete: (known) => deletion(planning, known),
  });
}

function placeOf({ categoryId, name }: Pick<Monitor, "categoryId" | "name">): string {
  return `${categoryId} ${nameKey(name)}`;
}

/** The monitor that an entry describes: what the entry leaves out has its default. */
function draftOf({ names, deps }: Planning, entry: ConfigMonitor, caller: Caller): MonitorDraft {
  const { category: _, paused: _p, alarms, ...fields } = entry;
  const body = {
    ...fields,
    category_id: categoryOfEntry(names, entry),
    alarms: { ...alarms ?? {}, ...channelIds(names, alarms?.channels) },
  };
  return understandNewMonitor(body, caller, deps.defaults.timeZone);
}

function newStep(planning: Planning, entry: ConfigMonitor): Step {
  const { deps: { db }, caller, now, owner } = planning;
  const planned = draftOf(planning, entry, asAdmin(caller));
  const paused = entry.paused ?? false;
  return {
    ...called(planning, planned),
    action: "create",
    changes: changesOf({}, monitorEntry({ ...planned, paused }, planning.names), identity),
    mayPerform() {
      mustChange(caller);
      draftOf(planning, entry, caller);
    },
    async perform() {
      const hash = await hashPingKey(newPingKey());
      const draft = { ...draftOf(planning, entry, caller), owner };
      const monitor = { ...draftMonitor(newId<MonitorId>(now), draft, hash, now), paused };
      await createMonitor(db, monitor, auditEntryOf(caller, monitor, "added", "", now), now);
    },
  };
}

function changeStep(planning: Planning, entry: ConfigMonitor, before: Monitor): Step | undefined {
  const { deps: { db }, caller, now, names } = planning;
  const wanted = { ...draftOf(planning, entry, asAdmin(caller)), ...wantedPause(entry, before) };
  const adopted = isAdopted(planning, before);
  const changes = [
    ...changesOf(monitorEntry(before, names), monitorEntry(wanted, names), ["category"]),
    ...(adopted ? [adoption(planning)] : []),
  ];
  if (changes.length === 0) return undefined;
  return {
    ...called(planning, before),
    action: actionOf(changes, wanted.paused),
    version: before.version,
    changes,
    mayPerform() {
      mustChangeMonitor(caller, before);
      mustBeOurs(planning, before);
    },
    async perform() {
      const mustFit = mustBeVersion(before);
      const edit = (present: Monitor) => {
        mustChangeMonitor(caller, present);
        mustFit(present);
        return changed(planning, entry, present);
      };
      stillThere(await changeMonitor(db, before.id, edit, now));
    },
  };
}

/** The change of the fields and of the pause in one commit. */
function changed(planning: Planning, entry: ConfigMonitor, before: Monitor): ChangedMonitor {
  const { caller, now, owner, names } = planning;
  const adopted = isAdopted(planning, before);
  const draft = draftOf(planning, entry, asAdmin(caller));
  const isAlike = changesOf(
    monitorEntry(before, names),
    monitorEntry({ ...draft, paused: before.paused }, names),
  ).length === 0;
  const edited = isAlike && !adopted
    ? before
    : editMonitor(before, adopted ? { ...draft, owner } : draft, now);
  const audit = edited === before ? [] : monitorEdits(caller, before, edited, now);
  const { paused } = wantedPause(entry, before);
  if (paused === before.paused) return { monitor: edited, audit };
  const monitor = paused ? pauseMonitor(edited, now) : resumeMonitor(edited, now);
  const told = auditEntryOf(caller, monitor, paused ? "paused" : "resumed", "", now);
  return { monitor: { ...monitor, version: before.version + 1 }, audit: [...audit, told] };
}

/** A document that does not decide the pause leaves the monitor as it is. */
function wantedPause({ paused }: ConfigMonitor, before: Monitor): Pick<Monitor, "paused"> {
  return { paused: paused ?? before.paused };
}

function actionOf(changes: readonly ConfigFieldChange[], paused: boolean): ConfigAction {
  if (changes.some(({ field }) => field !== "paused")) return "change";
  return paused ? "pause" : "resume";
}

function deletion(planning: Planning, monitor: Monitor): Step {
  const { deps: { db }, caller, now } = planning;
  const mustFit = mustBeVersion(monitor);
  return {
    ...called(planning, monitor),
    action: "delete",
    version: monitor.version,
    changes: [],
    mayPerform: () => mustChangeMonitor(caller, monitor),
    async perform() {
      const told = (present: Monitor) => {
        mustChangeMonitor(caller, present);
        mustFit(present);
        return auditEntryOf(caller, present, "deleted", monitorText(present), now);
      };
      stillThere(await deleteMonitor(db, monitor.id, told, now));
    },
  };
}

function called(
  { names }: Planning,
  { name, categoryId }: { readonly name: string; readonly categoryId: CategoryId },
): Pick<Step, "kind" | "name" | "category"> {
  return { kind: "monitor", name, category: names.categories.nameOf(categoryId) ?? "" };
}
