import { type CommandId, type KeyOverrides, noOverrides } from "../keys/key_table.ts";

/** A server, and the user there. */
export interface Profile {
  readonly url: string;
  readonly user?: string;
}

/** The lists whose filters can be kept under a name. */
export const filteredLists = ["jobs", "runs"] as const;
export type FilteredList = typeof filteredLists[number];

/** Why an entry of the settings file is ignored. */
export type SettingsProblem =
  & { readonly entry: string }
  & (
    | { readonly kind: "not_json"; readonly detail: string }
    | { readonly kind: "none_of"; readonly allowed: readonly string[] }
    | { readonly kind: "not_profile" | "not_address" | "not_text" | "not_flag" }
    | { readonly kind: "unknown_command" | "not_keys" }
    /** The terminal sends another key instead. */
    | { readonly kind: "same_as"; readonly key: string; readonly sends: string }
    | { readonly kind: "not_sent" | "no_key" | "typed" | "always_quits"; readonly key: string }
    | { readonly kind: "taken"; readonly key: string; readonly by: CommandId }
  );

/** The parts of the settings file that are not preferences. */
export interface SettingsState {
  readonly profiles: Readonly<Record<string, Profile>>;
  readonly filters: { readonly [L in FilteredList]: Readonly<Record<string, string>> };
  readonly keys: KeyOverrides;
  readonly problems: readonly SettingsProblem[];
}

export type SettingsEvent =
  /** Without a filter or a profile the name is removed. */
  | {
    readonly type: "filter_named";
    readonly list: FilteredList;
    readonly name: string;
    readonly filter?: string;
  }
  | { readonly type: "profile_named"; readonly name: string; readonly profile?: Profile };

export const initialSettings: SettingsState = {
  profiles: {},
  filters: { jobs: {}, runs: {} },
  keys: noOverrides,
  problems: [],
};

export function reduceSettings(state: SettingsState, event: SettingsEvent): SettingsState {
  switch (event.type) {
    case "filter_named": {
      const { list, name, filter } = event;
      const filters = withEntry(state.filters[list], name, filter);
      return { ...state, filters: { ...state.filters, [list]: filters } };
    }
    case "profile_named":
      return { ...state, profiles: withEntry(state.profiles, event.name, event.profile) };
    default:
      return state;
  }
}

/** The entry of a name. Users choose the names: `constructor` is one, and no entry unless it was set. */
export function entryOf<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

/** Sets an entry; without a value it removes the entry. */
export function withEntry<T>(
  entries: Readonly<Record<string, T>>,
  name: string,
  value: T | undefined,
): Readonly<Record<string, T>> {
  const { [name]: _, ...rest } = entries;
  return value === undefined ? rest : { ...rest, [name]: value };
}
