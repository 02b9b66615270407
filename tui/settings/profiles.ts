import type { Profile, SettingsProblem, SettingsState } from "../state/settings.ts";
import { clean } from "../terminal/clean.ts";
import { isAddress } from "./address.ts";
import { entriesOf } from "./json_file.ts";

/** The profiles of the settings file. A wrong entry is left out and reported. */
export function profilesOf(value: unknown, problems: SettingsProblem[]): SettingsState["profiles"] {
  return Object.fromEntries(
    entriesOf(value).flatMap(([name, profile]): [string, Profile][] => {
      const { url, user } = (profile ?? {}) as { url?: unknown; user?: unknown };
      const isRight = typeof url === "string" && isAddress(url) &&
        (user === undefined || typeof user === "string");
      if (!isRight) problems.push({ entry: `profiles.${clean(name)}`, kind: "not_profile" });
      if (!isRight) return [];
      return [[clean(name), { url, ...(user === undefined ? {} : { user }) }]];
    }),
  );
}
