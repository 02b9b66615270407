import type { App } from "../../app.ts";
import { eachAtOnce } from "../../server/each_at_once.ts";
import type { Answer } from "../../server/http.ts";
import { toast } from "../toasts.ts";

/** How many requests run at once. */
const atOnce = 8;
/** How often a long act tells how far it is. */
const progressMs = 1000;

/** From so many things on, the progress says how to stop. */
const longAct = 20;

/** The acts that are under way, each with what stops it. */
const underWay = new WeakMap<App, Set<AbortController>>();

/** Stops the acts on several things that are under way. @returns whether there were any. */
export function stopActs(app: App): boolean {
  const acts = underWay.get(app);
  if (acts === undefined || acts.size === 0) return false;
  for (const act of acts) act.abort();
  return true;
}

/** What became of an act on several things, besides what was done. */
export interface Leftover<T> {
  /** The server gave no answer: it may have done it or not. */
  readonly unknown: readonly T[];
  /** Nothing was asked, because the user stopped the act or the server was gone. */
  readonly untried: readonly T[];
  /** Why the server was gone. */
  readonly error?: string;
}

/**
 * Sends a request for each thing, some at once, and tells each second how far it is. The API has no call for many things. It ends
 * early when the user stops it by esc, and when the server does not answer any more.
 * @param ask returns the answer to the request for one thing.
 */
export async function askForEach<T>(
  app: App,
  things: readonly T[],
  ask: (thing: T) => Promise<Answer<unknown>>,
): Promise<Leftover<T>> {
  const stop = new AbortController();
  const acts = underWay.getOrInsertComputed(app, () => new Set());
  if (things.length > 1) acts.add(stop);
  const unknown: T[] = [];
  let error: string | undefined;
  const tell = progressOf(app, things.length);
  try {
    const untried = await eachAtOnce(things, atOnce, async (thing) => {
      const answer = await ask(thing);
      if (!answer.ok && answer.failure.status === 0) {
        unknown.push(thing);
        error ??= answer.failure.error;
        stop.abort();
      }
      tell();
    }, stop.signal);
    return { unknown, untried, ...(error === undefined ? {} : { error }) };
  } finally {
    acts.delete(stop);
  }
}

/** @returns what is called after each answer, and tells each second how many of `all` there are. */
function progressOf(app: App, all: number): () => void {
  let [answered, toldAt] = [0, app.clock.now()];
  return () => {
    answered++;
    if (app.clock.now() - toldAt < progressMs) return;
    toldAt = app.clock.now();
    const { progress, escStops } = app.t.notices;
    const said = progress(answered, all);
    toast(app, "ok", all >= longAct ? `${said} · ${escStops}` : said);
  };
}

/** `212 of 500 are done · 280 not tried · 3 of 500: Forbidden. · 5 without an answer: …`: narrow terminals cut reasons. */
export function partText(
  { t }: Pick<App, "t">,
  { done, failed, all }: { readonly done: number; readonly failed: number; readonly all: number },
  failure: string,
  { unknown, untried, error = "" }: Leftover<unknown>,
): string {
  const { notices } = t;
  return [
    notices.progress(done, all),
    ...(untried.length > 0 ? [notices.notTried(untried.length)] : []),
    ...(failed > 0 ? [notices.someFailed(failed, all, failure)] : []),
    ...(unknown.length > 0 ? [notices.noAnswer(unknown.length, error)] : []),
  ].join(" · ");
}

/** Marks the rows that are left, so that the same key goes on with them. */
export function markLeft(app: App, ids: readonly string[]): void {
  const drawn = app.layout.focusedList();
  if (drawn === undefined || !ids.every((id) => drawn.ids.includes(id))) return;
  app.dispatch({ type: "list_marks_set", list: drawn.name, ids });
}
