import type { App } from "../app.ts";
import type { ReadId } from "../state/server/reads.ts";
import type { Answer } from "./http.ts";

const tooManyRequests = 429;
const serverFaults = 500;

/**
 * Tells how a read went, so that the screens say why they show old data. A refusal (there is no such thing, or no right)
 * is an answer: the screen that asked shows it.
 * @returns whether the server answered all of it.
 */
export function tellRead(app: App, of: ReadId, ...answers: readonly Answer<unknown>[]): boolean {
  const failed = answers.flatMap((answer) => answer.ok ? [] : answer.failure).find(isAway);
  const at = app.state.now;
  app.dispatch({
    type: "read_ended",
    of,
    at,
    ...(failed === undefined ? {} : { error: failed.error }),
  });
  return failed === undefined;
}

function isAway({ status }: { readonly status: number }): boolean {
  return status === 0 || status === tooManyRequests || status >= serverFaults;
}
