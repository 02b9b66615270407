import type { LogLine } from "../../../routes/contract/execution_logs.ts";
import type { App } from "../../app.ts";
import { wait } from "../../terminal/clock.ts";
import type { Failure } from "../../server/http.ts";
import { currentView } from "../../state/view.ts";
import { executionListName, executionOf } from "./list.ts";

/** The output comes in as many pieces as there are lines: five times a second is enough to look at. */
const batchMs = 200;
const backoffMs = 1000;
/** From here on the list shows the output of the row under the cursor beside it. */
export const wideColumns = 120;
const restMs = 250;

interface Following {
  readonly id: string;
  readonly stop: AbortController;
}

const followed = new WeakMap<App, Following>();

/** Reads an execution and follows what it says, until another is opened or nobody looks any more. */
export function followExecution(app: App, id: string): void {
  const before = followed.get(app);
  // One of the same id may be of a server that one has left: then nothing is opened.
  const isOpen = before?.id === id && app.state.openExecution.id === id;
  if (isOpen && !before?.stop.signal.aborted) return;
  before?.stop.abort();
  const following = { id, stop: new AbortController() };
  followed.set(app, following);
  // The same one again, after the connection came back: it stays where one has read to.
  if (app.state.openExecution.id !== id) app.dispatch({ type: "execution_opened", id });
  void readExecution(app, id);
  void follow(app, following).finally(() => following.stop.abort());
}

/** Calls once the cursor of the runs has rested on a row for a moment, whoever moved what. */
export class Resting {
  readonly #act: (app: App, id: string) => void;
  readonly #waiting = new WeakMap<
    App,
    { readonly id: string; hasActed: boolean; cancel(): void }
  >();

  constructor(act: (app: App, id: string) => void) {
    this.#act = act;
  }

  /** Asked after each frame: the same row is waited for but once. */
  look(app: App): void {
    const id = app.layout.columns < wideColumns ? undefined : cursorOf(app);
    const before = this.#waiting.get(app);
    // Another may have been opened meanwhile, and left again.
    if (before?.id === id && !(before?.hasActed && app.state.openExecution.id !== id)) return;
    before?.cancel();
    this.#waiting.delete(app);
    if (id === undefined) return;
    const cancel = app.clock.after(restMs, () => {
      waiting.hasActed = true;
      if (cursorOf(app) === id && currentView(app.state.view).screen === "runs") this.#act(app, id);
    });
    const waiting = { id, cancel, hasActed: false };
    this.#waiting.set(app, waiting);
  }
}

function cursorOf(app: App): string | undefined {
  return app.layout.lists.get(executionListName)?.cursor;
}

async function readExecution(app: App, id: string): Promise<void> {
  const answer = await (await app.client()).execution(id);
  if (answer.ok) return app.dispatch({ type: "execution_read", execution: answer.value });
  if (executionOf(app.state, id) === undefined) fail(app, id, answer.failure);
}

function fail(app: App, id: string, { status, error }: Failure): void {
  app.dispatch({ type: "execution_read_failed", id, problem: { status, error } });
}

async function follow(app: App, { id, stop }: Following): Promise<void> {
  const client = await app.client();
  while (!stop.signal.aborted) {
    const lines = new Lines(app, id);
    let hasEnded = false;
    for await (const told of client.followLog(id, stop.signal)) {
      if (!isLookedAt(app, id)) stop.abort();
      if (stop.signal.aborted) return;
      if (told.kind === "event" && told.value.type === "line") lines.add(told.value.line);
      else if (told.kind === "event") hasEnded = true;
      else if (told.kind === "ended" && !hasEnded) {
        lines.flush();
        // What the server refuses it refuses again; a lost connection comes back.
        if (told.failure.status !== 0) return fail(app, id, told.failure);
      } else if (told.kind === "heartbeat") lines.opened();
    }
    lines.flush();
    if (hasEnded) return app.dispatch({ type: "output_ended", id });
    await wait(app.clock, backoffMs, stop.signal);
    if (!isLookedAt(app, id)) return;
  }
}

function isLookedAt({ state, layout }: App, id: string): boolean {
  const view = currentView(state.view);
  if (state.session.status !== "in") return false;
  if (view.screen === "run") return view.id === id;
  return view.screen === "runs" && layout.columns >= wideColumns;
}

/** The lines of one stream, gathered: the first at once, what follows together. */
class Lines {
  readonly #app: App;
  readonly #id: string;
  #isFresh = true;
  #waiting: LogLine[] = [];
  #cancel: (() => void) | undefined;

  constructor(app: App, id: string) {
    this.#app = app;
    this.#id = id;
  }

  add(line: LogLine): void {
    this.#waiting.push(line);
    // What is there already comes at once: it is not drawn line by line.
    this.#cancel ??= this.#app.clock.after(this.#isFresh ? 0 : batchMs, () => this.flush());
  }

  /** The stream stands, even if it says nothing yet. */
  opened(): void {
    const { openExecution } = this.#app.state;
    if (
      openExecution.phase === "loading" && openExecution.id === this.#id &&
      this.#waiting.length === 0
    ) {
      this.#app.dispatch({ type: "output_read", id: this.#id, lines: [], isFresh: false });
    }
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#waiting.length === 0) return;
    const lines = this.#waiting;
    this.#waiting = [];
    this.#app.dispatch({ type: "output_read", id: this.#id, lines, isFresh: this.#isFresh });
    this.#isFresh = false;
  }
}
