import { isAdmin } from "../../scheduler/model/caller.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { type ConfigDocument, defaultOwner } from "../contract/config/document.ts";
import type { ConfigPlan, ConfigQuery, ConfigStep } from "../contract/config/plan.ts";
import { given } from "../http/given.ts";
import { planCalendars } from "./calendar_steps.ts";
import { planCategories } from "./category_steps.ts";
import { nameChannels, planChannels } from "./channel_steps.ts";
import { planJobs } from "./job_steps.ts";
import { planMonitors } from "./monitor_steps.ts";
import { Names } from "./names.ts";
import { readState } from "./state.ts";
import { type Planning, Problems, type Step } from "./step.ts";

/** What an apply of a document does, in an order in which each record that is named is there. */
export interface Plan {
  readonly planning: Planning;
  /** Up to the first step that deletes, or is of a job or a monitor, channels are all there. */
  readonly steps: readonly Step[];
  readonly unchanged: number;
  readonly notes: readonly string[];
}

/**
 * Compares a document with the server.
 * @throws Refusal `invalid` that names what is wrong with the document.
 */
export async function planDocument(
  document: ConfigDocument,
  { prune = false, adopt = false }: ConfigQuery,
  given: Pick<Planning, "deps" | "caller" | "actor" | "now">,
): Promise<Plan> {
  const state = await readState(given.deps.db, given.caller);
  const planning: Planning = {
    ...given,
    prune,
    adopt,
    state,
    owner: document.owner ?? defaultOwner,
    names: new Names(state),
    problems: new Problems(),
    afterChannels: [],
  };
  if (isAdmin(given.caller)) nameChannels(planning, document.channels);
  const categories = await planCategories(planning, document.categories);
  const calendars = await planCalendars(planning, document.calendars);
  const channels = await planChannels(planning, document.channels);
  const jobs = await planJobs(planning, document.jobs);
  const monitors = await planMonitors(planning, document.monitors);
  planning.problems.refuse();
  const parts = [categories, calendars, channels, jobs, monitors];
  return {
    planning,
    steps: [
      ...parts.flatMap(({ steps }) => steps),
      // What names others goes before what it names.
      ...parts.toReversed().flatMap(({ deletions }) => deletions),
    ],
    unchanged: parts.reduce((sum, part) => sum + part.unchanged, 0),
    notes: [
      ...leftOut(planning, document),
      ...unknownChannels(planning, document),
      ...newKeys(monitors.steps),
    ],
  };
}

/** Alarm rules may name a channel that is gone, so an unknown name is no fault. It may be a slip all the same. */
function unknownChannels({ caller, names }: Planning, document: ConfigDocument): string[] {
  if (!isAdmin(caller)) return [];
  const { categories, jobs, monitors } = document;
  const rules = [...categories ?? [], ...jobs ?? [], ...monitors ?? []];
  const named = new Set(rules.flatMap(({ alarms }) => alarms?.channels ?? []));
  return [...named].filter((name) => names.channels.idOf(name) === undefined)
    .map((name) => `Alarm rules name the channel ${JSON.stringify(name)}, which is not there.`);
}

function leftOut({ caller }: Planning, { channels }: ConfigDocument): string[] {
  if (channels === undefined || channels === null || isAdmin(caller)) return [];
  return ["The channels are left out: only admins see them."];
}

/** Nobody has the key of a monitor that an apply makes. */
function newKeys(steps: readonly Step[]): string[] {
  if (!steps.some(({ action }) => action === "create")) return [];
  return [
    "A new monitor gets a ping key that no answer shows. POST /api/v1/monitors/{id}/key gives the " +
    "monitor another key, and shows that key once.",
  ];
}

export function planToWire(plan: Plan, isDryRun: boolean): ConfigPlan {
  const { planning: { owner }, steps, unchanged, notes } = plan;
  return {
    dry_run: isDryRun,
    owner,
    steps: steps.filter(({ isSilent }) => !isSilent).map(stepToWire),
    unchanged,
    notes: [...notes],
  };
}

function stepToWire(step: Step): ConfigStep {
  const { action, kind, name, category, place, key, changes } = step;
  return {
    action,
    kind,
    name,
    ...given("category", category),
    ...given("place", place),
    ...given("key", key),
    changes: [...changes],
    ...given("refused", refusalOf(step)?.message),
  };
}

/** Why the caller may not perform a step. */
export function refusalOf(step: Step): Refusal | undefined {
  try {
    step.mayPerform();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Two plans with one tag do the same to the same versions of the records. */
export async function planTag({ steps, planning: { owner } }: Plan): Promise<string> {
  const told = steps.map(({ kind, action, name, category, key, changes, version }) => // A new job without a key of its own gets one of its id, which is another one in each plan.
  [kind, action, name, category, action === "create" ? "" : key, changes, version]);
  const bytes = new TextEncoder().encode(JSON.stringify([owner, told]));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `"p-${hash.toHex().slice(0, 32)}"`;
}
