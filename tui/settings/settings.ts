import type { KeptSession, Memory, Screens } from "../app.ts";
import { clean } from "../terminal/clean.ts";
import { timeModes } from "../texts/format.ts";
import { readColumns } from "./columns.ts";
import { readKeyOverrides } from "../commands/key_overrides.ts";
import { isAddress } from "./options.ts";
import { keepSlowFrame } from "../terminal/slow_frames.ts";
import type { State } from "../state.ts";
import type { PrefsState } from "../state/prefs.ts";
import {
  filteredLists,
  type Profile,
  type SettingsProblem,
  type SettingsState,
  withEntry,
} from "../state/settings.ts";
import { languages } from "../texts/mod.ts";
import { themeNames } from "../terminal/theme.ts";

/** What the settings file says; all of it may be missing. A wrong value counts as missing, and is told. */
export interface Settings {
  readonly url?: string;
  readonly user?: string;
  readonly prefs: Partial<State["prefs"]>;
  readonly offered: SettingsState;
}

export interface Places {
  readonly settings: string;
  readonly sessions: string;
  readonly log: string;
}

/** Where the XDG base directories have them. */
export function placesOf(env: { get(name: string): string | undefined }): Places {
  const home = env.get("HOME") ?? env.get("USERPROFILE") ?? ".";
  // Relative ones are to be ignored, says the specification.
  const base = (name: string, otherwise: string) => {
    const given = env.get(name) ?? "";
    return given.startsWith("/") ? given : `${home}/${otherwise}`;
  };
  const state = `${base("XDG_STATE_HOME", ".local/state")}/carillon`;
  return {
    settings: `${base("XDG_CONFIG_HOME", ".config")}/carillon/dashboard.json`,
    sessions: `${state}/sessions.json`,
    log: `${state}/dashboard.log`,
  };
}

/** @param screens which of them withhold a command decides whether two keys can meet. */
export function readSettings({ settings }: Places, screens: Screens): Settings {
  const read = readJson(settings);
  const problems: SettingsProblem[] = [];
  if ("broken" in read) {
    problems.push({ entry: settings, kind: "not_json", detail: clean(read.broken) });
  }
  const file = "file" in read ? read.file : {};
  const text = (
    name: string,
    kind: "not_text" | "not_address",
    isRight: (text: string) => boolean = () => true,
  ) => {
    const value = file[name];
    if (typeof value === "string" && isRight(value)) return value;
    if (value !== undefined) problems.push({ entry: name, kind });
    return undefined;
  };
  const one = <T extends string>(name: string, allowed: readonly T[]) => {
    const found = allowed.find((it) => it === file[name]);
    const isWrong = found === undefined && file[name] !== undefined;
    if (isWrong) problems.push({ entry: name, kind: "none_of", allowed });
    return found;
  };
  const flag = (name: string) => {
    const isWrong = file[name] !== undefined && typeof file[name] !== "boolean";
    if (isWrong) problems.push({ entry: name, kind: "not_flag" });
    return typeof file[name] === "boolean" ? file[name] as boolean : undefined;
  };
  const [url, user] = [text("url", "not_address", isAddress), text("user", "not_text")];
  const prefs = {
    language: one("language", languages),
    theme: one("theme", themeNames),
    timeMode: one("times", timeModes),
    isAscii: flag("ascii"),
    isMouseOn: flag("mouse"),
    columns: readColumns(file.columns, problems),
  };
  const profiles = profilesOf(file.profiles, problems);
  const filters = filtersOf(file.filters, problems);
  const overrides = readKeyOverrides(file.keys, screens);
  return {
    ...(url === undefined ? {} : { url }),
    ...(user === undefined ? {} : { user }),
    prefs: Object.fromEntries(Object.entries(prefs).filter(([, value]) => value !== undefined)),
    offered: {
      profiles,
      filters,
      keys: overrides.keys,
      problems: [...problems, ...overrides.problems],
    },
  };
}

function profilesOf(value: unknown, problems: SettingsProblem[]): SettingsState["profiles"] {
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

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

interface Sessions {
  readonly last?: { readonly server: string; readonly username: string };
  readonly kept: Record<string, KeptSession>;
}

export function readSessions({ sessions }: Places): Sessions {
  const read = readJson(sessions);
  const file = "file" in read ? read.file : {};
  const { last, kept } = file as { last?: Sessions["last"]; kept?: Sessions["kept"] };
  return { ...(last === undefined ? {} : { last }), kept: kept ?? {} };
}

export function sessionKey(server: string, username: string): string {
  return `${username}@${server.replace(/\/$/, "")}`;
}

/** Keeps tokens where only their owner reads them, and what was chosen with keys. */
export function fileMemory(places: Places): Memory {
  // One after the other: each reads what the one before has written.
  let writing: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = writing.then(act);
    writing = turn;
    return turn;
  };
  const changeSettings = (change: (file: Record<string, unknown>) => Record<string, unknown>) =>
    inTurn(async () => {
      const read = readJson(places.settings);
      // Nobody's file is lost to a comma that is missing.
      if ("broken" in read) return false;
      return await writeJson(places.settings, change(read.file), 0o644);
    });
  const named = (value: unknown) => Object.fromEntries(entriesOf(value));
  return {
    keptSession(server, username) {
      const { kept } = readSessions(places);
      if (username !== "") return kept[sessionKey(server, username)];
      const here = Object.entries(kept).filter(([key]) => key.endsWith(sessionKey(server, "")));
      return here.length === 1 ? here[0]?.[1] : undefined;
    },
    saveToken: (server, username, session) =>
      inTurn(async () => {
        const { kept } = readSessions(places);
        const key = sessionKey(server, username);
        if (session === undefined) delete kept[key];
        else kept[key] = session;
        await writeJson(places.sessions, { last: { server, username }, kept }, 0o600);
      }),
    savePrefs: (set) => changeSettings((file) => ({ ...file, ...asWritten(set) })),
    saveFilter: (list, name, filter) =>
      changeSettings((file) => {
        const filters = named(file.filters);
        return {
          ...file,
          filters: { ...filters, [list]: withEntry(named(filters[list]), name, filter) },
        };
      }),
    saveProfile: (name, profile) =>
      changeSettings((file) => ({
        ...file,
        profiles: withEntry(named(file.profiles), name, profile),
      })),
    keepSlowFrame: (frame) => keepSlowFrame(places.log, frame),
  };
}

/** As the file calls them. */
function asWritten(
  { language, theme, timeMode, isAscii, isMouseOn, columns }: Partial<PrefsState>,
) {
  const file = { language, theme, times: timeMode, ascii: isAscii, mouse: isMouseOn, columns };
  return Object.fromEntries(Object.entries(file).filter(([, value]) => value !== undefined));
}

/** A file that is not there is an empty one. */
function readJson(path: string): { file: Record<string, unknown> } | { broken: string } {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? { file: {} } : { broken: String(error) };
  }
  try {
    const value = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? { file: value } : { broken: "not a JSON object" };
  } catch (error) {
    return { broken: error instanceof Error ? error.message : String(error) };
  }
}

/** Whole or not at all; a file that cannot be written costs what it would have kept, not the dashboard. */
async function writeJson(path: string, value: unknown, mode: number): Promise<boolean> {
  try {
    const folder = path.slice(0, path.lastIndexOf("/"));
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    // Settings are often a link into a folder that is kept elsewhere: it stays one.
    const target = await Deno.realPath(path).catch(() => path);
    const draft = `${target}.${Deno.pid}.new`;
    // Its mode is set before anything is in it.
    await Deno.writeTextFile(draft, "", { mode });
    await Deno.chmod(draft, mode);
    await Deno.writeTextFile(draft, `${JSON.stringify(value, null, 2)}\n`);
    await Deno.rename(draft, target);
    return true;
  } catch {
    // a read-only home: it is asked for again at the next start
    return false;
  }
}
