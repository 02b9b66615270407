import type { Actions } from "./commands/performing.ts";
import type { Client } from "./server/client.ts";
import type { Clock } from "./terminal/clock.ts";
import type { Layout } from "./terminal/layout.ts";
import type { SlowFrame } from "./terminal/slow_frames.ts";
import type { State, StateEvent } from "./state.ts";
import type { FilteredList, Profile } from "./state/settings.ts";
import type { Store } from "./store.ts";
import { type Texts, textsOf } from "./texts/mod.ts";

/** What only a terminal can do. */
export interface Terminal {
  write(text: string): void;
  setMouse(isOn: boolean): void;
  /** Hands the terminal to something else, and takes it back after. */
  suspended(act: () => void | Promise<void>): Promise<void>;
  quit(): void;
}

/** What is kept between two starts. */
export interface Memory {
  /** Without a name: of the only one who is kept for that server, if it is one. */
  keptSession(server: string, username: string): KeptSession | undefined;
  saveToken(server: string, username: string, kept: KeptSession | undefined): Promise<void>;
  /** @returns whether it could be written; likewise below. */
  savePrefs(set: Partial<State["prefs"]>): Promise<boolean>;
  /** Under a name; without a filter the name is forgotten. */
  saveFilter(list: FilteredList, name: string, filter: string | undefined): Promise<boolean>;
  saveProfile(name: string, profile: Profile | undefined): Promise<boolean>;
  keepSlowFrame(frame: SlowFrame): Promise<void>;
}

export interface KeptSession {
  readonly token: string;
  readonly account: NonNullable<State["session"]["account"]>;
}

/** Everything that a key's handler may reach. */
export interface App {
  readonly store: Store;
  readonly actions: Actions;
  readonly layout: Layout;
  readonly clock: Clock;
  readonly terminal: Terminal;
  readonly memory: Memory;
  readonly state: State;
  readonly t: Texts;
  dispatch(event: StateEvent): void;
  /** Of the server one is at. Loaded after the first frame; calls wait for it. */
  client(): Promise<Client>;
  /** To another server, or as someone else: what the client before was asked for is never answered. */
  connect(server: string, token: string | undefined): void;
}

export function makeApp(
  given: Pick<App, "store" | "layout" | "clock" | "terminal" | "memory" | "client" | "connect"> & {
    actions(app: App): Actions;
  },
): App {
  const app: App = {
    ...given,
    get state() {
      return given.store.getState();
    },
    get t() {
      const { prefs, settings } = given.store.getState();
      return textsOf(prefs.language, settings.keys);
    },
    get actions() {
      return actions;
    },
    dispatch: given.store.dispatch,
    connect(server, token) {
      given.store.forget();
      given.connect(server, token);
    },
  };
  const actions = given.actions(app);
  return app;
}
