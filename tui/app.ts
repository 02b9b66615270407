import type { Actions } from "./actions.ts";
import type { Client } from "./client.ts";
import type { Clock } from "./clock.ts";
import type { Layout } from "./layout.ts";
import type { State, StateEvent } from "./state.ts";
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
  saveToken(server: string, username: string, kept: KeptSession | undefined): Promise<void>;
  savePrefs(prefs: State["prefs"]): Promise<void>;
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
  /** Loaded after the first frame; calls wait for it. */
  client(): Promise<Client>;
}

export function makeApp(
  given: Pick<App, "store" | "layout" | "clock" | "terminal" | "memory" | "client"> & {
    actions(app: App): Actions;
  },
): App {
  const app: App = {
    ...given,
    get state() {
      return given.store.getState();
    },
    get t() {
      return textsOf(given.store.getState().prefs.language);
    },
    get actions() {
      return actions;
    },
    dispatch: given.store.dispatch,
  };
  const actions = given.actions(app);
  return app;
}
