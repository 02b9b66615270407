import type { Document } from "yaml";
import type { ConfigDocument, ConfigExport, ConfigStep } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { wrongUse } from "../failures.ts";

type Entry = Readonly<Record<string, unknown>>;
type ListName = "categories" | "calendars" | "channels" | "jobs" | "monitors";
const lists: readonly ListName[] = ["categories", "calendars", "channels", "jobs", "monitors"];
const cronFields = ["minute", "hour", "day", "month", "day_of_week", "week"];

/**
 * The text of a file with what the server has. What is written in the file and is on the server as it says stays as it is
 * written, with comments and order.
 */
export async function updated(
  context: Context,
  text: string,
  file: string,
  exported: ConfigExport,
): Promise<string> {
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw wrongUse(`${file} is not YAML: ${error.message.split("\n")[0]}`);
  const before = (document.toJS() ?? {}) as ConfigDocument;
  const client = await context.client();
  const { value: { steps } } = await client.config.plan(before);
  // From the end, so that the places before a removed entry stay.
  const placed = steps.filter(({ place }) => place !== undefined)
    .toSorted((a, b) => indexOf(b) - indexOf(a));
  for (const step of placed) writeStep(document, step, exported);
  for (const name of lists) addMissing(document, name, exported[name] ?? []);
  const isSame = placed.length === 0 && JSON.stringify(document.toJS()) === JSON.stringify(before);
  return isSame ? text : document.toString({ lineWidth: 0 });
}

function indexOf({ place = "" }: ConfigStep): number {
  return Number(/\d+/.exec(place)?.[0] ?? 0);
}

/** Turns back what an apply would do. */
function writeStep(document: Document, step: ConfigStep, exported: ConfigExport): void {
  const path = [step.place?.replace(/\[.*/, "") ?? "", indexOf(step)];
  if (step.action === "create") {
    document.deleteIn(path);
    return;
  }
  const isOfCron = step.changes.some(({ field }) => cronFields.includes(field));
  if (isOfCron && document.hasIn([...path, "cron"])) {
    document.deleteIn([...path, "cron"]);
    const entry = exportedOf(step, exported);
    for (const field of cronFields) {
      if (entry?.[field] !== undefined) document.setIn([...path, field], entry[field]);
    }
  }
  for (const { field, before } of step.changes) {
    if (field === "managed_by") continue;
    if (before === undefined) document.deleteIn([...path, field]);
    else document.setIn([...path, field], document.createNode(before));
  }
}

/** What the export says of the job or the monitor of a step. */
function exportedOf(
  { kind, key, name, category }: ConfigStep,
  { jobs, monitors }: ConfigExport,
): Entry | undefined {
  const isOfStep = (entry: Entry) => (entry.category ?? category) === category;
  return kind === "monitor"
    ? monitors.find((entry) => entry.name === name && isOfStep(entry))
    : jobs.find((entry) => entry.key === key && isOfStep(entry));
}

/** Adds the entries of the server that the file does not have. */
function addMissing(document: Document, name: ListName, entries: readonly Entry[]): void {
  const present = (document.toJS()?.[name] ?? []) as Entry[];
  const missing = entries.filter((entry) => !present.some((one) => isSameRecord(one, entry)));
  if (missing.length === 0) return;
  if (!document.hasIn([name, 0])) {
    document.setIn([name], document.createNode(missing));
    return;
  }
  for (const entry of missing) document.addIn([name], document.createNode(entry));
}

function isSameRecord(written: Entry, entry: Entry): boolean {
  if (written.default === true || entry.default === true) return written.default === entry.default;
  const text = (value: unknown) => String(value ?? "").normalize("NFC").toLowerCase();
  if (entry.key === undefined || written.key === undefined || written.key === null) {
    return text(written.name) === text(entry.name) &&
      text(written.category) === text(entry.category);
  }
  return written.key === entry.key && text(written.category) === text(entry.category);
}
