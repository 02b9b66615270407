import type { ConfigPlan, ConfigStep } from "../../client/types.ts";
import { clean } from "../../terminal/clean.ts";
import type { Io } from "../io.ts";
import { isColoured } from "../output.ts";

const [red, green, yellow] = [31, 32, 33];
const signs: Readonly<Record<ConfigStep["action"], readonly [sign: string, colour: number]>> = {
  create: ["+", green],
  change: ["~", yellow],
  pause: ["~", yellow],
  resume: ["~", yellow],
  delete: ["-", red],
};

/** A plan as a diff: a line for each record, and lines for its fields. */
export function planText({ steps, unchanged }: ConfigPlan, io: Io): string {
  const paint = (colour: number, text: string) =>
    isColoured(io) ? `\x1b[${colour}m${text}\x1b[0m` : text;
  const lines = steps.flatMap((step) => stepLines(step, paint));
  return `${[...lines, summary(steps, unchanged)].join("\n")}\n`;
}

function stepLines(
  { action, kind, name, category, key, changes, refused }: ConfigStep,
  paint: (colour: number, text: string) => string,
): string[] {
  const [sign, colour] = signs[action];
  const where = key === undefined ? "" : ` (${category ?? ""}/${key})`;
  return [
    paint(colour, clean(`${sign} ${action} ${kind} ${JSON.stringify(name)}${where}`)),
    ...changes.flatMap(({ field, before, after }) => [
      ...(before === undefined ? [] : [paint(red, `    - ${field}: ${shown(before)}`)]),
      ...(after === undefined ? [] : [paint(green, `    + ${field}: ${shown(after)}`)]),
    ]),
    ...(refused === undefined ? [] : [paint(red, `    ! ${clean(refused)}`)]),
  ];
}

function shown(value: unknown): string {
  return clean(JSON.stringify(value) ?? "");
}

function summary(steps: readonly ConfigStep[], unchanged: number): string {
  const count = (...actions: ConfigStep["action"][]) =>
    steps.filter(({ action }) => actions.includes(action)).length;
  const [made, changed] = [count("create"), count("change", "pause", "resume")];
  return `${made} to create, ${changed} to change, ${count("delete")} to delete; ` +
    `${unchanged} as the document says.`;
}
