/** The part of docs/dashboard.md that lists the keys, from the dashboard's one table of them. */
import { type Binding, bindings } from "../tui/keys/key_table.ts";
import { commands } from "../tui/texts/en/commands.ts";
import type { ScreenId } from "../tui/keys/tabs.ts";
import { tabs } from "../tui/texts/tabs/en.ts";

/** Where the tab of a screen is called otherwise. */
const screenNames: { readonly [S in ScreenId]?: string } = {
  entry: "Audit entry",
  import: "Crontab import",
};

const needs: Readonly<Record<NonNullable<Binding["needs"]>, string>> = {
  change: "the right to change jobs",
  administer: "an admin",
  admin: "an admin",
};

const marks = /<!-- keys -->[^]*<!-- \/keys -->/;

/** @returns the document with its keys as they are now. */
export function withKeys(document: string): string {
  if (!marks.test(document)) throw new Error("docs/dashboard.md has no place for the keys");
  return document.replace(marks, () => `<!-- keys -->\n\n${keysSection()}\n\n<!-- /keys -->`);
}

function keysSection(): string {
  const groups = new Map<string, Binding[]>();
  for (const binding of bindings as readonly Binding[]) {
    const name = placeOf(binding.on);
    groups.set(name, [...groups.get(name) ?? [], binding]);
  }
  const order = ["In every view", "In every list"];
  const names = [...order, ...[...groups.keys()].filter((name) => !order.includes(name))];
  return names.map((name) => `### ${name}\n\n${table(groups.get(name) ?? [])}`).join("\n\n");
}

function placeOf(on: Binding["on"]): string {
  if (on === "everywhere") return "In every view";
  if (on === "lists") return "In every list";
  return on.map((screen) => screenNames[screen] ?? tabs[screen]).join(", ");
}

function table(group: readonly Binding[]): string {
  const rows = group.map(({ command, keys, needs: need }) => {
    const does = (commands as Record<string, readonly [string, string]>)[command]?.[1] ?? command;
    const condition = need === undefined ? "" : ` (needs ${needs[need]})`;
    const key = keys.length === 0 ? "by `:`" : keys.map(keyText).join(" ");
    return `| ${key} | ${does}${condition} | \`${command}\` |`;
  });
  return ["| Key | Does | Command |", "| --- | --- | --- |", ...rows].join("\n");
}

function keyText(key: string): string {
  return `\`${key.replace("|", "\\|")}\``;
}
