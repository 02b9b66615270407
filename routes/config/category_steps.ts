import { allCategories, type Category, defaultCategory } from "../../scheduler/model/category.ts";
import type { CategoryId } from "../../scheduler/model/ids.ts";
import {
  changeCategory,
  createCategory,
  deleteCategory,
} from "../../scheduler/store/access/categories.ts";
import { nameKey } from "../../scheduler/store/kv/keys.ts";
import { alarmRulesFromWire } from "../alarms/rules_wire.ts";
import type { ConfigCategory } from "../contract/config/entries.ts";
import { given } from "../http/given.ts";
import { categoryChangeEntries, categoryEntry as auditEntryOf } from "../logs/security_audit.ts";
import { channelIds, hasPlannedChannels } from "./alarm_channels.ts";
import { categoryEntry } from "./entries.ts";
import { changeOf, creation, deletionOf } from "./admin_steps.ts";
import { planRecords } from "./plan_records.ts";
import {
  changesOf,
  mustBeVersion,
  type Part,
  type Planning,
  type Step,
  stillThere,
} from "./step.ts";

/** @param sent absent: the document says nothing of categories. */
export function planCategories(
  planning: Planning,
  sent: readonly ConfigCategory[] | null | undefined,
): Promise<Part> {
  const { state, problems } = planning;
  return planRecords<ConfigCategory, Category>(planning, {
    list: "categories",
    sent,
    present: state.categories,
    about: ({ id, owner }) => ({ identity: id, owner, stays: id === defaultCategory }),
    find(entry, place) {
      const known = state.categories.find(({ id, name }) =>
        entry.default ? id === defaultCategory : nameKey(name) === nameKey(entry.name)
      );
      if (known?.id === allCategories) {
        problems.add(`${place}.name`, "stands for all categories");
      }
      return { identity: known?.id ?? nameKey(entry.name), known };
    },
    create: (entry) => newStep(planning, entry),
    change: (entry, known) => changeStep(planning, entry, known),
    delete: (known) => deletion(planning, known),
  });
}

function draftOf({ names }: Planning, { name, description, alarms }: ConfigCategory) {
  const rules = alarmRulesFromWire({ ...alarms ?? {}, ...channelIds(names, alarms?.channels) });
  const hasRules = Object.keys(rules).length > 0;
  return { name, description: description ?? "", ...(hasRules ? { alarms: rules } : {}) };
}

/** The same without the channels that are not made yet: a later commit adds them. */
function madeDraftOf(planning: Planning, entry: ConfigCategory) {
  if (!hasPlannedChannels(planning.names, entry.alarms?.channels)) return draftOf(planning, entry);
  const { channels: _, ...alarms } = entry.alarms ?? {};
  return draftOf(planning, { ...entry, alarms });
}

function newStep(planning: Planning, entry: ConfigCategory): Step {
  const { deps: { db }, actor, now, owner, names } = planning;
  names.categories.add(names.plannedNumber() as CategoryId, entry.name);
  return creation(planning, "category", {
    name: entry.name,
    changes: changesOf({}, categoryEntry(draftOf(planning, entry), names), ["name"]),
    async perform() {
      const told = (category: Category) => [auditEntryOf(actor, "added", category, now)];
      const made = await createCategory(db, { ...madeDraftOf(planning, entry), owner }, now, told);
      names.categories.add(made.id, made.name);
      nameChannelsLater(planning, entry, made);
    },
  });
}

/** The category's rules name channels that the same document makes. */
function nameChannelsLater(planning: Planning, entry: ConfigCategory, made: Category): void {
  const { deps: { db }, actor, now, names } = planning;
  if (!hasPlannedChannels(names, entry.alarms?.channels)) return;
  planning.afterChannels.push(async () => {
    const told = (before: Category, after: Category) =>
      categoryChangeEntries(actor, before, after, now);
    const { alarms = {} } = draftOf(planning, entry);
    stillThere(await changeCategory(db, made.id, { alarms }, now, told, mustBeVersion(made)));
  });
}

function changeStep(planning: Planning, entry: ConfigCategory, before: Category): Step | undefined {
  const { deps: { db }, actor, now, owner, names } = planning;
  names.categories.add(before.id, entry.name);
  const changes = changesOf(
    categoryEntry(before, names),
    categoryEntry(draftOf(planning, entry), names),
  );
  return changeOf(planning, "category", before, changes, async (adopted) => {
    const told = (old: Category, after: Category) => categoryChangeEntries(actor, old, after, now);
    const draft = {
      alarms: {},
      ...madeDraftOf(planning, entry),
      ...given("owner", adopted ? owner : before.owner),
    };
    const changed = await changeCategory(db, before.id, draft, now, told, mustBeVersion(before));
    nameChannelsLater(planning, entry, stillThere(changed));
  });
}

function deletion(planning: Planning, category: Category): Step {
  const { deps: { db }, actor, now } = planning;
  return deletionOf(planning, "category", category, async () => {
    const told = (gone: Category) => [auditEntryOf(actor, "deleted", gone, now)];
    stillThere(await deleteCategory(db, category.id, now, told, mustBeVersion(category)));
  });
}
