import type { KeptSession, Memory } from "../app.ts";
import type { PrefsState } from "../state/prefs.ts";
import { withEntry } from "../state/settings.ts";
import { keepSlowFrame } from "../terminal/slow_frames.ts";
import { entriesOf, readJson, writeJson } from "./json_file.ts";
import type { Places } from "./places.ts";

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

/** Keeps tokens in a file that only its owner can read, and the choices that were made with keys. */
export function fileMemory(places: Places): Memory {
  // One after the other, because each reads what the one before has written.
  let writing: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = writing.then(act);
    writing = turn;
    return turn;
  };
  const changeSettings = (change: (file: Record<string, unknown>) => Record<string, unknown>) =>
    inTurn(async () => {
      const read = readJson(places.settings);
      // A missing comma must not cost the user the whole file.
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

/** Under the names of the file. */
function asWritten(
  { language, theme, timeMode, isAscii, isMouseOn, isBellOn, columns }: Partial<PrefsState>,
) {
  const file = {
    ...{ language, theme, times: timeMode, ascii: isAscii, mouse: isMouseOn, columns },
    alarm_bell: isBellOn,
  };
  return Object.fromEntries(Object.entries(file).filter(([, value]) => value !== undefined));
}
