import type { App } from "../../app.ts";
import { currentAsk, needsMore, runList } from "./list.ts";
import { queryOf, questionOf } from "./query.ts";
import { mostRuns } from "./state.ts";

const pageSize = 200;
/** One types a filter letter by letter: asked when nothing was typed for so long. */
const settleMs = 250;
/** A rare thing in a long history: the server looks at some thousand for each page, and may find none. */
const mostPagesAtOnce = 20;

const waiting = new WeakMap<App, () => void>();

/** Reads the newest of what the filter asks for, and on until the screen is full. */
export async function readRuns(app: App): Promise<void> {
  const ask = currentAsk(app.state);
  const question = questionOf(ask);
  const isUnderWay = app.state.runs.phase === "loading" && app.state.runs.question === question;
  if (isUnderWay) return;
  app.dispatch({ type: "runs_loading", question });
  await readPage(app, question, undefined);
  await readOn(app);
}

async function readPage(app: App, question: string, cursor: string | undefined): Promise<void> {
  const limit = Math.min(pageSize, mostRuns);
  const query = { ...queryOf(currentAsk(app.state), app.state.now), limit, cursor };
  const answer = await (await app.client()).executions(query);
  if (!answer.ok) {
    const { status, error } = answer.failure;
    return app.dispatch({ type: "runs_failed", question, problem: { status, error } });
  }
  const { executions, next_cursor: nextCursor } = answer.value;
  const isFirst = cursor === undefined;
  app.dispatch({ type: "runs_page", question, executions, nextCursor, isFirst });
}

async function readOn(app: App): Promise<void> {
  const { question } = app.state.runs;
  const height = app.layout.lists.get(runList)?.height ?? app.layout.rows;
  for (let pages = 0; pages < mostPagesAtOnce; pages++) {
    const { nextCursor, question: now } = app.state.runs;
    if (now !== question || nextCursor === undefined || !needsMore(app.state, height)) return;
    app.dispatch({ type: "runs_loading", question });
    await readPage(app, question, nextCursor);
    if (app.state.runs.problem !== undefined) return;
  }
}

/** After a key: reads what another filter asks for, or on when the cursor nears the end. */
export function keepUpRuns(app: App): void {
  waiting.get(app)?.();
  waiting.delete(app);
  if (questionOf(currentAsk(app.state)) !== app.state.runs.question) {
    waiting.set(app, app.clock.after(settleMs, () => void readRuns(app)));
  } else void readOn(app);
}
