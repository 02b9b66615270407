import type { Screens } from "../app.ts";
import type { State } from "../state.ts";
import { filteredLists, type SettingsProblem, type SettingsState } from "../state/settings.ts";
import { clean } from "../terminal/clean.ts";
import { themeNames } from "../terminal/theme.ts";
import { timeModes } from "../texts/format.ts";
import { languages } from "../texts/mod.ts";
import { readColumns } from "./columns.ts";
import { entriesOf, readJson } from "./json_file.ts";
import { readKeyOverrides } from "./key_overrides.ts";
import { isAddress } from "./address.ts";
import type { Places } from "./places.ts";
import { profilesOf } from "./profiles.ts";

/** What the settings file says. Each entry may be missing; a wrong value counts as missing and is reported. */
export interface Settings {
  readonly url?: string;
  readonly user?: string;
  readonly prefs: Partial<State["prefs"]>;
  readonly offered: SettingsState;
}

/**
 * Reads the settings file.
 * @param screens decide whether two keys can meet: a screen may withhold one of the commands.
 */
export function readSettings({ settings }: Places, screens: Screens): Settings {
  const read = readJson(settings);
  const problems: SettingsProblem[] = [];
  if ("broken" in read) {
    problems.push({ entry: settings, kind: "not_json", detail: clean(read.broken) });
  }
  const file = "file" in read ? read.file : {};
  const entries = new Entries(file, problems);
  const [url, user] = [entries.text("url", "not_address", isAddress), entries.text("user")];
  const prefs = prefsOf(entries, readColumns(file.columns, problems));
  const profiles = profilesOf(file.profiles, problems);
  const filters = filtersOf(file.filters, problems);
  const overrides = readKeyOverrides(file.keys, screens);
  return {
    ...(url === undefined ? {} : { url }),
    ...(user === undefined ? {} : { user }),
    prefs,
    offered: {
      profiles,
      filters,
      keys: overrides.keys,
      problems: [...problems, ...overrides.problems],
    },
  };
}

function prefsOf(
  entries: Entries,
  columns: State["prefs"]["columns"] | undefined,
): Partial<State["prefs"]> {
  const prefs = {
    language: entries.oneOf("language", languages),
    theme: entries.oneOf("theme", themeNames),
    timeMode: entries.oneOf("times", timeModes),
    isAscii: entries.flag("ascii"),
    isMouseOn: entries.flag("mouse"),
    isBellOn: entries.flag("alarm_bell"),
    columns,
  };
  return Object.fromEntries(Object.entries(prefs).filter(([, value]) => value !== undefined));
}

/** The entries of the file. Each method returns `undefined` for a missing and for a wrong value, and reports the wrong. */
class Entries {
  readonly #file: Record<string, unknown>;
  readonly #problems: SettingsProblem[];

  constructor(file: Record<string, unknown>, problems: SettingsProblem[]) {
    this.#file = file;
    this.#problems = problems;
  }

  text(
    name: string,
    kind: "not_text" | "not_address" = "not_text",
    isRight: (text: string) => boolean = () => true,
  ): string | undefined {
    const value = this.#file[name];
    if (typeof value === "string" && isRight(value)) return value;
    if (value !== undefined) this.#problems.push({ entry: name, kind });
    return undefined;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.#file[name];
    const found = allowed.find((it) => it === value);
    if (found === undefined && value !== undefined) {
      this.#problems.push({ entry: name, kind: "none_of", allowed });
    }
    return found;
  }

  flag(name: string): boolean | undefined {
    const value = this.#file[name];
    if (typeof value === "boolean") return value;
    if (value !== undefined) this.#problems.push({ entry: name, kind: "not_flag" });
    return undefined;
  }
}

function filtersOf(value: unknown, problems: SettingsProblem[]): SettingsState["filters"] {
  const of = (list: typeof filteredLists[number]) =>
    Object.fromEntries(
      entriesOf((value as Record<string, unknown> | undefined)?.[list])
        .flatMap(([name, filter]): [string, string][] => {
          if (typeof filter === "string") return [[clean(name), clean(filter)]];
          problems.push({ entry: `filters.${list}.${clean(name)}`, kind: "not_text" });
          return [];
        }),
    );
  const others = entriesOf(value).map(([list]) => list)
    .filter((list) => !filteredLists.some((it) => it === list));
  for (const list of others) {
    problems.push({ entry: `filters.${clean(list)}`, kind: "none_of", allowed: filteredLists });
  }
  return { jobs: of("jobs"), runs: of("runs") };
}
