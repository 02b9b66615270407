import type { App } from "../../app.ts";
import type { Client } from "../../server/client.ts";
import type { Answer, Failure } from "../../server/http.ts";
import { restoreJob } from "../../server/restoring.ts";
import { makeAgain, restoreRecord } from "../../server/restoring_records.ts";
import type { UndoAct } from "../../state/act.ts";
import { refusalOf } from "../../state/rights.ts";
import { currentView } from "../../state/view.ts";
import { askForEach } from "../acts/bulk.ts";
import { toast } from "../toasts.ts";

const mostNamed = 3;

type Restoring = Extract<
  UndoAct,
  { readonly kind: "restore_jobs" | "restore_records" | "make_again" }
>;

export function isRestoring(act: UndoAct): act is Restoring {
  return act.kind === "restore_jobs" || act.kind === "restore_records" || act.kind === "make_again";
}

/**
 * Puts former values and deleted records back. What was changed or deleted since stays as it is, and the toast names it. What
 * failed for another reason can be tried again.
 */
export async function restore(app: App, act: Restoring): Promise<void> {
  if (act.kind === "restore_jobs") {
    return await restoreAll(app, act.jobs, {
      restored: (client, job) => restoreJob(client, job, app.state.now),
      again: (jobs) => ({ ...act, jobs }),
      many: app.t.dialogs.undoing.restoredMany,
    });
  }
  const many = app.t.dialogs.undoing.restoredRecords;
  if (act.kind === "restore_records") {
    await restoreAll(app, act.records, {
      restored: (client, record) => restoreRecord(client, act.of, record),
      again: (records) => ({ ...act, records }),
      many,
    });
  } else {
    await restoreAll(app, act.records, {
      restored: (client, record) => makeAgain(client, act.of, record),
      again: (records) => ({ ...act, records }),
      many,
      one: app.t.dialogs.undoing.madeAgain,
    });
  }
  await app.screens[currentView(app.state.view).screen].refreshed?.(app);
}

interface How<T> {
  restored(client: Client, thing: T): Promise<Answer<unknown>>;
  /** The act that tries once more what failed. */
  again(failed: readonly T[]): UndoAct;
  many(done: number, all: number): string;
  one?(name: string): string;
}

async function restoreAll<T extends { readonly name: string }>(
  app: App,
  things: readonly T[],
  how: How<T>,
): Promise<void> {
  const refusal = refusalOf(app.state, "change");
  if (refusal !== undefined) return toast(app, "warn", app.t.refusals[refusal]);
  const client = await app.client();
  const changed: T[] = [];
  const failed: T[] = [];
  let failure: Failure | undefined;
  const { untried } = await askForEach(app, things, async (thing) => {
    const answer = await how.restored(client, thing);
    if (answer.ok) return answer;
    const isOther = answer.failure.status !== 412 && answer.failure.status !== 404;
    (isOther ? failed : changed).push(thing);
    if (isOther) failure ??= answer.failure;
    return answer;
  });
  failed.push(...untried);
  const { undoing } = app.t.dialogs;
  const done = things.length - changed.length - failed.length;
  const one = how.one ?? undoing.restored;
  const said = [
    things.length === 1 && done === 1 ? one(things[0]?.name ?? "") : how.many(done, things.length),
    ...(changed.length === 0 ? [] : [undoing.changedSince(namesOf(changed))]),
    ...(failure === undefined ? [] : [failure.error]),
    ...(untried.length === 0 ? [] : [app.t.notices.notTried(untried.length)]),
  ].join(" · ");
  const tone = done === things.length ? "ok" : failed.length > 0 ? "bad" : "warn";
  toast(app, tone, said, failed.length === 0 ? undefined : how.again(failed));
}

/** `a, b, c +2`. */
function namesOf(things: readonly { readonly name: string }[]): string {
  const names = things.slice(0, mostNamed).map(({ name }) => name).join(", ");
  return things.length > mostNamed ? `${names} +${things.length - mostNamed}` : names;
}
