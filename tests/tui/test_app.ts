import { Actions } from "../../tui/actions.ts";
import { type App, makeApp } from "../../tui/app.ts";
import type { Client } from "../../tui/client.ts";
import { Layout } from "../../tui/layout.ts";
import type { State } from "../../tui/state.ts";
import { Store } from "../../tui/store.ts";
import { bad } from "./builders.ts";
import { FakeTimers } from "./fake_timers.ts";

export interface TestApp {
  readonly app: App;
  readonly timers: FakeTimers;
  /** What was written beside the frames: OSC 52 and its like. */
  readonly written: string[];
  hasQuit: boolean;
}

/** The dashboard without a terminal. What its client is asked and was not given is answered by a 404. */
export function aTestApp(state: State, client: Partial<Client>): TestApp {
  const timers = new FakeTimers();
  const written: string[] = [];
  const test: TestApp = { timers, written, hasQuit: false } as unknown as TestApp;
  const app = makeApp({
    store: new Store(timers, state),
    layout: new Layout(),
    clock: timers,
    memory: { saveToken: () => Promise.resolve(), savePrefs: () => Promise.resolve() },
    actions: (app) => new Actions(app),
    client: () => Promise.resolve(answering(client)),
    terminal: {
      write: (text) => void written.push(text),
      setMouse: () => {},
      suspended: async (act) => await act(),
      quit: () => {
        test.hasQuit = true;
      },
    },
  });
  return Object.assign(test, { app });
}

function answering(client: Partial<Client>): Client {
  return new Proxy(client as Client, {
    get(target, name) {
      if (name === "then") return undefined;
      const method = Reflect.get(target, name);
      // Bound to what was given: a true client reaches its private parts through itself only.
      return method?.bind(target) ??
        (() => bad(404, `the test gave no answer to ${String(name)}()`));
    },
  });
}
