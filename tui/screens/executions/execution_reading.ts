import { tellRead } from "../../server/telling_reads.ts";
import { executionOf } from "../../state/selectors.ts";
import type { LogLine } from "../../../routes/contract/history/execution_logs.ts";
import type { App } from "../../app.ts";
import { wait } from "../../terminal/clock.ts";
import type { Failure } from "../../server/http.ts";
import { currentView } from "../../state/view.ts";
import { executionListName } from "./list.ts";

/** Output arrives line by line. The screen takes it five times a second. */
const batchMs = 200;
const backoffMs = 1000;
/** From this width on, the list shows the output of the execution under the cursor. */
export const wideColumns = 120;
const restMs = 250;

interface Following {
  readonly id: string;
  readonly stop: AbortController;
}

const followed = new WeakMap<App, Following>();

/** Reads an execution and follows its output, until another is opened or no screen shows it. */
export function followExecution(app: App, id: string): void {
  const before = followed.get(app);
  // The user may have gone to another server meanwhile: then nothing is opened.
  const isOpen = before?.id === id && app.state.openExecution.id === id;
  if (isOpen && !before?.stop.signal.aborted) return;
  before?.stop.abort();
  const following = { id, stop: new AbortController() };
  followed.set(app, following);
  // After the connection came back the same execution is followed again, and the cursor stays.
  if (app.state.openExecution.id !== id) app.dispatch({ type: "execution_opened", id });
  void readExecution(app, id);
  void follow(app, following).finally(() => following.stop.abort());
}

/** Calls a function once the cursor has stayed on one execution for a moment. */
export class Resting {
  readonly #act: (app: App, id: string) => void;
  readonly #waiting = new WeakMap<
    App,
    { readonly id: string; hasActed: boolean; cancel(): void }
  >();

  constructor(act: (app: App, id: string) => void) {
    this.#act = act;
  }

  /** Called after each frame. Each row starts one wait only. */
  look(app: App): void {
    const id = app.layout.columns < wideColumns ? undefined : cursorOf(app);
    const before = this.#waiting.get(app);
    // Another execution may have been opened and left meanwhile.
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
  tellRead(app, "run", answer);
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
        // A refusal is final. A lost connection comes back.
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

/** Gathers the lines of a stream: the first is dispatched at once, the following ones together. */
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
    // Older lines arrive all at once, so they are not drawn one by one.
    this.#cancel ??= this.#app.clock.after(this.#isFresh ? 0 : batchMs, () => this.flush());
  }

  /** The stream is open, even if it has sent nothing yet. */
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
