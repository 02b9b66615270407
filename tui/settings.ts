import type { KeptSession, Memory } from "./app.ts";
import type { State } from "./state.ts";
import { timeModes } from "./format.ts";
import { languages } from "./texts/mod.ts";
import { themeNames } from "./theme.ts";

/** What the settings file says; all of it may be missing. A wrong value counts as missing. */
export interface Settings {
  readonly url?: string;
  readonly user?: string;
  readonly profiles: Readonly<Record<string, { readonly url: string; readonly user?: string }>>;
  readonly prefs: Partial<State["prefs"]>;
}

export interface Places {
  readonly settings: string;
  readonly sessions: string;
}

/** Where the XDG base directories have them. */
export function placesOf(env: { get(name: string): string | undefined }): Places {
  const home = env.get("HOME") ?? env.get("USERPROFILE") ?? ".";
  // Relative ones are to be ignored, says the specification.
  const base = (name: string, otherwise: string) => {
    const given = env.get(name) ?? "";
    return given.startsWith("/") ? given : `${home}/${otherwise}`;
  };
  return {
    settings: `${base("XDG_CONFIG_HOME", ".config")}/carillon/dashboard.json`,
    sessions: `${base("XDG_STATE_HOME", ".local/state")}/carillon/sessions.json`,
  };
}

export function readSettings({ settings }: Places): Settings {
  const file = readJson(settings);
  const text = (name: string) => typeof file[name] === "string" ? file[name] as string : undefined;
  const [url, user] = [text("url"), text("user")];
  const one = <T extends string>(name: string, of: readonly T[]) =>
    of.find((it) => it === file[name]);
  const [language, theme] = [one("language", languages), one("theme", themeNames)];
  const timeMode = one("times", timeModes);
  return {
    ...(url === undefined ? {} : { url }),
    ...(user === undefined ? {} : { user }),
    profiles: profilesOf(file.profiles),
    prefs: {
      ...(language === undefined ? {} : { language }),
      ...(theme === undefined ? {} : { theme }),
      ...(timeMode === undefined ? {} : { timeMode }),
      ...(typeof file.ascii === "boolean" ? { isAscii: file.ascii } : {}),
      ...(typeof file.mouse === "boolean" ? { isMouseOn: file.mouse } : {}),
    },
  };
}

function profilesOf(value: unknown): Settings["profiles"] {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, profile]) => {
      const { url, user } = (profile ?? {}) as { url?: unknown; user?: unknown };
      if (typeof url !== "string") return [];
      return [[name, { url, ...(typeof user === "string" ? { user } : {}) }]];
    }),
  );
}

interface Sessions {
  readonly last?: { readonly server: string; readonly username: string };
  readonly kept: Record<string, KeptSession>;
}

export function readSessions({ sessions }: Places): Sessions {
  const { last, kept } = readJson(sessions) as { last?: Sessions["last"]; kept?: Sessions["kept"] };
  return { ...(last === undefined ? {} : { last }), kept: kept ?? {} };
}

export function sessionKey(server: string, username: string): string {
  return `${username}@${server.replace(/\/$/, "")}`;
}

/** Keeps tokens where only their owner reads them, and what was chosen with keys. */
export function fileMemory(places: Places): Memory {
  return {
    async saveToken(server, username, session) {
      const { kept } = readSessions(places);
      const key = sessionKey(server, username);
      if (session === undefined) delete kept[key];
      else kept[key] = session;
      await writeJson(places.sessions, { last: { server, username }, kept }, 0o600);
    },
    async savePrefs({ language, theme, timeMode, isAscii, isMouseOn }) {
      const file = readJson(places.settings);
      const chosen = { language, theme, times: timeMode, ascii: isAscii, mouse: isMouseOn };
      await writeJson(places.settings, { ...file, ...chosen }, 0o644);
    },
  };
}

function readJson(path: string): Record<string, unknown> {
  try {
    const value = JSON.parse(Deno.readTextFileSync(path));
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {}; // not there yet, or not ours to judge
  }
}

/** Whole or not at all; a file that cannot be written costs what it would have kept, not the dashboard. */
async function writeJson(path: string, value: unknown, mode: number): Promise<void> {
  try {
    const folder = path.slice(0, path.lastIndexOf("/"));
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = `${path}.${Deno.pid}.new`;
    // Its mode is set before anything is in it.
    await Deno.writeTextFile(draft, "", { mode });
    await Deno.chmod(draft, mode);
    await Deno.writeTextFile(draft, `${JSON.stringify(value, null, 2)}\n`);
    await Deno.rename(draft, path);
  } catch {
    // a read-only home: it is asked for again at the next start
  }
}
