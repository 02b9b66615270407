import {
  allBindings,
  type Binding,
  bindingFor,
  type CommandBinding,
  type CommandId,
  type KeyOverrides,
  noOverrides,
} from "../keys/key_table.ts";
import type { Screens } from "../app.ts";
import type { SettingsProblem } from "../state/settings.ts";
import type { ScreenId } from "../keys/tabs.ts";
import { graphemes } from "../terminal/text.ts";

type Entries = ReadonlyMap<CommandId, readonly string[]>;
/** Why a key of the settings file cannot be used. */
type KeyProblem =
  | { readonly kind: "same_as"; readonly key: string; readonly sends: string }
  | {
    readonly kind: "not_sent" | "no_key" | "typed" | "always_quits";
    readonly key: string;
  };

/** Checks the keys of the settings file. A wrong entry is reported, and the command keeps its usual keys. */
export function readKeyOverrides(
  value: unknown,
  screens: Screens,
): { keys: KeyOverrides; problems: readonly SettingsProblem[] } {
  if (value === undefined) return { keys: noOverrides, problems: [] };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { keys: noOverrides, problems: [{ entry: "keys", kind: "not_keys" }] };
  }
  const problems: SettingsProblem[] = [];
  const entries = new Map<CommandId, readonly string[]>();
  for (const [command, given] of Object.entries(value)) {
    const entry = `keys.${command}`;
    const binding = bindingFor(command);
    const names = typeof given === "string" ? [given] : given;
    if (binding === undefined) problems.push({ entry, kind: "unknown_command" });
    else if (!isListOfText(names)) problems.push({ entry, kind: "not_keys" });
    else {
      const read = names.map((name) => keyFor(binding, name));
      const wrong = read.filter((it) => typeof it !== "string");
      if (wrong.length > 0) problems.push(...wrong.map((problem) => ({ entry, ...problem })));
      else entries.set(binding.command, read.filter((it) => typeof it === "string"));
    }
  }
  return withoutConflicts(entries, problems, screens);
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((it) => typeof it === "string");
}

/**
 * Checks all entries together, so that two commands may swap their keys. When two commands want one key, the later
 * entry is dropped.
 */
function withoutConflicts(entries: Entries, found: readonly SettingsProblem[], screens: Screens) {
  const kept = new Map(entries);
  const problems = [...found];
  while (true) {
    const keys: KeyOverrides = Object.fromEntries(kept);
    const conflict = [...kept.keys()].reverse().map((command) => conflictOf(command, keys, screens))
      .find((it) => it !== undefined);
    if (conflict === undefined) {
      return { keys: kept.size === 0 ? noOverrides : keys, problems };
    }
    const { command, key, by } = conflict;
    kept.delete(command);
    problems.push({ entry: `keys.${command}`, kind: "taken", key, by });
  }
}

/** Another command that has the same key on a screen where both are offered. */
function conflictOf(command: CommandId, overrides: KeyOverrides, screens: Screens) {
  const own = bindingFor(command, overrides);
  if (own === undefined) return undefined;
  for (const key of own.keys) {
    const by = allBindings(overrides).find((other) =>
      other.command !== command && other.keys.includes(key) && meet(own, other, screens) &&
      // In the table some screens take a general key for a command of their own, on purpose.
      !(isOfTable(command, key) && isOfTable(other.command, key))
    );
    if (by !== undefined) return { command, key, by: by.command };
  }
  return undefined;
}

function isOfTable(command: CommandId, key: string): boolean {
  return bindingFor(command)?.keys.includes(key) ?? false;
}

function meet(one: CommandBinding, other: CommandBinding, screens: Screens): boolean {
  const others = screensOf(other, screens);
  return screensOf(one, screens).some((screen) => others.includes(screen));
}

function screensOf({ on, command }: CommandBinding, screens: Screens): readonly ScreenId[] {
  if (typeof on !== "string") return on;
  const there = on === "everywhere" ? allScreens : allScreens.filter((screen) => !isForm(screen));
  return there.filter((screen) => !screens[screen].withholds?.includes(command));
}

const allScreens: readonly ScreenId[] = [
  ...new Set(
    allBindings(noOverrides).flatMap(({ on }: Binding) => typeof on === "string" ? [] : on),
  ),
];

function isForm(screen: ScreenId): boolean {
  return screen.endsWith("_form");
}

/** What a terminal sends instead of these keys. */
const twins: Readonly<Record<string, string>> = {
  "ctrl+i": "tab",
  "ctrl+m": "enter",
  "ctrl+j": "enter",
  "ctrl+h": "backspace",
  "ctrl+[": "esc",
};
const aliases: Readonly<Record<string, string>> = {
  return: "enter",
  escape: "esc",
  pgup: "pageup",
  pgdn: "pagedown",
  pgdown: "pagedown",
  del: "delete",
  ins: "insert",
  " ": "space",
};
const plainNames = ["tab", "enter", "esc", "backspace", "space"];
const movingNames = ["up", "down", "left", "right", "home", "end", "pageup", "pagedown"];
const editingNames = ["insert", "delete"];
/** After an escape byte these characters begin a control sequence. */
const unsentWithAlt = /^[[\]OPX^_]$/;

function keyFor(binding: Binding, given: string): string | KeyProblem {
  const read = readKey(given);
  if (typeof read !== "string") {
    const isItsOwn = read.kind === "always_quits" && binding.keys.includes("ctrl+c");
    return isItsOwn ? "ctrl+c" : read;
  }
  const isTyped = graphemes(read).length === 1 || read === "space" || read === "backspace";
  const hasForm = typeof binding.on !== "string" && binding.on.some(isForm);
  if (isTyped && hasForm && !binding.keys.includes(read)) return { kind: "typed", key: read };
  return read;
}

/** @returns the name of the key as `decode()` gives it, or why there is no such key. */
function readKey(given: string): string | KeyProblem {
  const [, prefix = "", rest = ""] = /^((?:(?:ctrl|alt|shift)\+)*)(.+)$/is.exec(given) ?? [];
  const modifiers = new Set(prefix.toLowerCase().split("+").filter((it) => it !== ""));
  const lower = rest.toLowerCase();
  const base = aliases[lower] ?? (graphemes(rest).length === 1 ? rest : lower);
  const key = given;
  if (/^f\d{1,2}$/.test(lower)) return { kind: "not_sent", key };
  const has = (...names: string[]) =>
    modifiers.size === names.length && names.every((name) => modifiers.has(name));
  if ([...movingNames, ...editingNames].includes(base)) {
    return [...["ctrl", "alt", "shift"].filter((it) => modifiers.has(it)), base].join("+");
  }
  if (plainNames.includes(base)) {
    if (has()) return base;
    if (has("shift") && base === "tab") return "shift+tab";
    if (has("ctrl") && base === "space") return "ctrl+space";
    return has("alt") ? `alt+${base}` : { kind: "not_sent", key };
  }
  if (graphemes(base).length !== 1) return { kind: "no_key", key };
  if (has()) return base;
  // For other keys the character depends on the keyboard layout.
  if (has("shift") && base.toUpperCase() !== base.toLowerCase()) return base.toUpperCase();
  if (has("alt")) return unsentWithAlt.test(base) ? { kind: "not_sent", key } : `alt+${base}`;
  const control = `ctrl+${base.toLowerCase()}`;
  if (!has("ctrl")) return { kind: "not_sent", key };
  if (control === "ctrl+c") return { kind: "always_quits", key };
  const sends = twins[control];
  if (sends !== undefined) return { kind: "same_as", key, sends };
  return /^ctrl\+[a-z]$/.test(control) ? control : { kind: "not_sent", key };
}
