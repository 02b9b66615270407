import { generalCommands } from "../../../tui/commands/general.ts";
import { type App, type KeptSession, makeApp } from "../../../tui/app.ts";
import type { Client } from "../../../tui/server/client.ts";
import { screens } from "../../../tui/screens/list.ts";
import { PresentClient } from "../../../tui/server/present_client.ts";
import { sessionKey } from "../../../tui/settings/memory.ts";
import type { SlowFrame } from "../../../tui/terminal/slow_frames.ts";
import type { State } from "../../../tui/state.ts";
import { Store } from "../../../tui/store.ts";
import { bad } from "./builders.ts";
import { FakeTimers } from "./fake_timers.ts";

export interface TestApp {
  readonly app: App;
  readonly timers: FakeTimers;
  /** Texts that were written besides the frames, such as OSC 52. */
  readonly written: string[];
  /** The preferences of each write to the settings file. */
  readonly saved: unknown[];
  /** Kept tokens, by user and server. */
  readonly kept: Map<string, KeptSession>;
  readonly slowFrames: SlowFrame[];
  hasQuit: boolean;
}

/** Further servers and tokens. */
export interface Around {
  /** The clients of further servers, by address. */
  readonly elsewhere?: (server: string, token: string | undefined) => Client;
  readonly kept?: readonly (readonly [server: string, KeptSession])[];
}

/** The dashboard without a terminal. A request without a given answer gets a 404. */
export function aTestApp(state: State, client: Partial<Client>, around: Around = {}): TestApp {
  const timers = new FakeTimers();
  const kept = new Map(
    around.kept?.map(([server, it]) => [sessionKey(server, it.account.username), it]),
  );
  const saved: unknown[] = [];
  const slowFrames: SlowFrame[] = [];
  const written: string[] = [];
  const save = (what: unknown) => (saved.push(what), Promise.resolve(true));
  let isFirst = true;
  const present = new PresentClient(
    (server, token) => {
      const other = isFirst ? undefined : around.elsewhere?.(server, token);
      isFirst = false;
      return Promise.resolve(other ?? answering(client));
    },
    state.session.server,
    undefined,
  );
  const test: TestApp = {
    ...{ timers, written, saved, kept, slowFrames },
    hasQuit: false,
  } as unknown as TestApp;
  const app = makeApp({
    store: new Store(timers, state),
    clock: timers,
    memory: {
      keptSession: (server, username) => kept.get(sessionKey(server, username)),
      saveToken: (server, username, session) => {
        if (session === undefined) kept.delete(sessionKey(server, username));
        else kept.set(sessionKey(server, username), session);
        return Promise.resolve();
      },
      savePrefs: save,
      saveFilter: (list, name, filter) => save({ list, name, filter }),
      saveProfile: (name, profile) => save({ name, profile }),
      keepSlowFrame: (frame) => (slowFrames.push(frame), Promise.resolve()),
    },
    screens,
    commands: generalCommands,
    client: present.get,
    connect: present.replace,
    terminal: {
      write: (text) => void written.push(text),
      setMouse: () => {},
      suspended: async (act) => await act(),
      repaint: () => {},
      stop: () => Promise.resolve(true),
      quit: () => {
        test.hasQuit = true;
      },
    },
  });
  return Object.assign(test, { app });
}

/** A client that answers 404 to all that the test has no answer for. */
export function answering(client: Partial<Client>): Client {
  return new Proxy(client as Client, {
    get(target, name) {
      if (name === "then") return undefined;
      if (name === "token") return target.token;
      const method = Reflect.get(target, name);
      // Bound to the given client, because a real client uses private members.
      return method?.bind(target) ??
        (() => bad(404, `the test gave no answer to ${String(name)}()`));
    },
  });
}
