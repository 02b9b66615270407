import type { Alarm } from "../../routes/contract/alarms/alarms.ts";
import { categoryName, executionOf } from "../state/selectors.ts";
import type { App } from "../app.ts";
import type { Client } from "../server/client.ts";
import type { Answer, Failure } from "../server/http.ts";
import { readToDelete, undoOfDeletion } from "../server/restoring_records.ts";
import type { Body } from "../server/watching_calls.ts";
import { muteAlarm } from "../server/muting.ts";
import { showPingAddress } from "../server/ping_address.ts";
import { type Act, idsOf, type NotedAct, type UndoAct } from "../state/act.ts";
import { refusalOf } from "../state/rights.ts";
import { askForEach, type Leftover, markLeft, partText } from "./acts/bulk.ts";
import { askAboutKeys, isAboutKeys } from "./acts/deleting_users.ts";
import { toast, toastFailure } from "./toasts.ts";
import { isRestoring, restore } from "./undo/restoring.ts";
import { undoOf } from "./undo/undo_of.ts";

/**
 * Performs an act on each thing it is about. A toast shows the result and keeps the act that undoes it.
 * @param did gets what the server answered to each request that went well.
 * @returns whether all went well.
 */
export async function perform(
  app: App,
  act: Act,
  did: (value: unknown) => void = () => {},
): Promise<boolean> {
  const refusal = refusalOf(app.state, "change");
  if (refusal !== undefined) {
    toast(app, "warn", app.t.refusals[refusal]);
    return false;
  }
  const ids = idsOf(act);
  const names = new Map(ids.map((id) => [id, nameOf(app, act, id)]));
  const before = app.state;
  const done = new Map<string, string | undefined>();
  const undecided: string[] = [];
  const deleted: Body[] = [];
  const failures = new Map<string, Failure>();
  const client = await app.client();
  const leftover = await askForEach(app, ids, async (id) => {
    const former = await readToDelete(client, act.kind, id);
    const answer = await performOn(app, client, act, id);
    if (answer.ok && former !== undefined) deleted.push(former);
    if (!answer.ok && isAboutKeys(act, answer.failure)) undecided.push(id);
    else if (!answer.ok) failures.set(id, answer.failure);
    else if (isRefused(answer.value)) failures.set(id, refusedBy(answer.value.description ?? ""));
    else {
      done.set(id, answer.etag);
      did(answer.value);
    }
    return answer;
  });
  if (undecided.length > 0) {
    askAboutKeys(app, undecided, names);
    if (undecided.length === ids.length) return false;
  }
  const undo = undoOf(act, done, before) ?? undoOfDeletion(act.kind, deleted);
  for (const id of leftover.unknown) failures.delete(id);
  const isWhole = done.size + undecided.length === ids.length;
  if (isWhole) toast(app, "ok", doneText(app, act, [...done.keys()], names), undo);
  else tellPart(app, act, { done, failures, leftover }, undo);
  return isWhole && undecided.length === 0;
}

interface Part {
  readonly done: ReadonlyMap<string, unknown>;
  /** What the server refused. */
  readonly failures: ReadonlyMap<string, Failure>;
  readonly leftover: Leftover<string>;
}

/** Says what was done and what was not, and marks the rows that are left. */
function tellPart(
  app: App,
  act: Act,
  { done, failures, leftover }: Part,
  undo: UndoAct | undefined,
): void {
  const all = idsOf(act).length;
  const [failure] = failures.values();
  if (all === 1) {
    return failure === undefined
      ? toast(app, "bad", leftover.error ?? "")
      : toastFailure(app, failure);
  }
  const counts = { done: done.size, failed: failures.size, all };
  const text = partText(app, counts, failure?.error ?? "", leftover);
  const isStopped = failures.size + leftover.unknown.length === 0;
  toast(app, isStopped ? "warn" : "bad", text, undo);
  markLeft(app, [...failures.keys(), ...leftover.unknown, ...leftover.untried]);
}

export async function undo(app: App): Promise<void> {
  const { undo } = app.state.notices;
  if (undo === undefined) return toast(app, "warn", app.t.notices.nothingToUndo);
  app.dispatch({ type: "undone" });
  const { act } = undo;
  if (isRestoring(act)) await restore(app, act);
  else await perform(app, act);
}

async function performOn(
  app: App,
  client: Client,
  act: Act,
  id: string,
): Promise<Answer<unknown>> {
  switch (act.kind) {
    case "run_jobs":
      return client.runJob(id, act.body);
    case "pause_jobs":
      return client.pauseJob(id, act.body);
    case "begin_pause": {
      const answer = await client.beginPause({ ...act.body, category_id: Number(id) });
      if (answer.ok) app.dispatch({ type: "pause_read", id: Number(id), pause: answer.value });
      return answer;
    }
    case "end_pause": {
      const answer = await client.endPause(Number(id));
      if (answer.ok) app.dispatch({ type: "pause_read", id: Number(id) });
      return answer;
    }
    case "resume_jobs":
      return client.resumeJob(id);
    case "delete_jobs":
      return client.deleteJob(id);
    case "stop_executions":
      return client.stopExecution(id);
    case "retry_executions":
      return client.retryExecution(id);
    case "acknowledge_alarms":
      return known(app, await client.changeAlarm(id, "acknowledge", noteOf(act)));
    case "close_alarms":
      return known(app, await client.changeAlarm(id, "close", noteOf(act)));
    case "snooze_alarms": {
      const body = { until: act.until, ...noteOf(act) };
      return known(app, await client.changeAlarm(id, "snooze", body));
    }
    case "mute_alarms":
      return muteAlarm(client, app.state.alarms.byId.get(id));
    case "pause_monitors":
      return pausedMonitor(app, id, true, await client.pauseMonitor(id));
    case "resume_monitors":
      return pausedMonitor(app, id, false, await client.resumeMonitor(id));
    case "renew_ping_keys": {
      const answer = await client.renewPingKey(id);
      if (answer.ok) showPingAddress(app, nameOf(app, act, id), answer.value);
      return answer;
    }
    case "delete_monitors": {
      const answer = await client.deleteMonitor(id);
      if (answer.ok) app.dispatch({ type: "monitor_gone", id });
      return answer;
    }
    case "delete_channels": {
      const answer = await client.deleteChannel(id);
      if (answer.ok) app.dispatch({ type: "channel_gone", id });
      return answer;
    }
    case "delete_calendars": {
      const answer = await client.deleteCalendar(Number(id));
      if (answer.ok) app.dispatch({ type: "calendar_gone", id });
      return answer;
    }
    case "delete_categories":
      return gone(app, "category_gone", id, await client.deleteCategory(Number(id)));
    case "delete_users":
      return gone(app, "user_gone", id, await client.deleteUser(Number(id), act.apiKeys));
    case "revoke_keys":
      return gone(app, "api_key_gone", id, await client.deleteApiKey(Number(id)));
  }
}

/** The answer may come before the event. */
function known(app: App, answer: Answer<Alarm>): Answer<Alarm> {
  if (answer.ok) app.dispatch({ type: "alarm_read", alarm: answer.value });
  return answer;
}

/** The answer may come before the event. */
function pausedMonitor(
  app: App,
  id: string,
  isPaused: boolean,
  answer: Answer<unknown>,
): Answer<unknown> {
  if (answer.ok) app.dispatch({ type: "monitor_paused", id, isPaused });
  return answer;
}

function noteOf({ note }: NotedAct): { readonly note?: string } {
  return note === undefined ? {} : { note };
}

/** The answer may come before the event. */
function gone(
  app: App,
  type: "category_gone" | "user_gone" | "api_key_gone",
  id: string,
  answer: Answer<unknown>,
): Answer<unknown> {
  if (answer.ok) app.dispatch({ type, id: Number(id) });
  return answer;
}

function nameOf({ state }: App, { kind }: Act, id: string): string {
  const { jobs, categories, users, apiKeys, alarms, calendars, channels, monitors } = state;
  if (kind.endsWith("_pause")) return id === "0" ? "" : categoryName(state, Number(id));
  if (kind.endsWith("_alarms")) return alarms.byId.get(id)?.subject.name ?? id;
  if (/_monitors$|^renew_/.test(kind)) return monitors.byId.get(id)?.name ?? id;
  if (kind === "delete_calendars") return calendars.byId.get(id)?.name ?? id;
  if (kind === "delete_channels") return channels.byId.get(id)?.name ?? id;
  if (kind === "delete_categories") return categories.byId.get(Number(id))?.name ?? id;
  if (kind === "delete_users") return users.byId.get(Number(id))?.username ?? id;
  if (kind === "revoke_keys") return apiKeys.byId.get(Number(id))?.name ?? id;
  return jobs.byId.get(id)?.name ?? executionOf(state, id)?.job.name ?? id;
}

function doneText(
  app: App,
  act: Act,
  ids: readonly string[],
  names: ReadonlyMap<string, string>,
): string {
  const { notices, admin, alarms, pauses, monitors } = app.t;
  const [first = ""] = ids;
  const [one, many] = ({
    run_jobs: [notices.ran, notices.ranMany],
    pause_jobs: [notices.paused, notices.pausedMany],
    resume_jobs: [notices.resumed, notices.resumedMany],
    delete_jobs: [notices.deleted, notices.deletedMany],
    stop_executions: [notices.stopping, notices.stoppingMany],
    retry_executions: [notices.retried, notices.retriedMany],
    delete_categories: [notices.deleted, admin.deletedMany],
    delete_users: [notices.deleted, admin.deletedMany],
    revoke_keys: [admin.revoked, admin.revokedMany],
    begin_pause: [pauses.begun, () => pauses.begun("")],
    end_pause: [pauses.ended, () => pauses.ended("")],
    acknowledge_alarms: [alarms.acknowledged, alarms.acknowledgedMany],
    snooze_alarms: [alarms.snoozed, alarms.snoozedMany],
    close_alarms: [alarms.closed, alarms.closedMany],
    mute_alarms: [alarms.muted, alarms.mutedMany],
    pause_monitors: [monitors.paused, monitors.many],
    resume_monitors: [monitors.resumed, monitors.many],
    renew_ping_keys: [monitors.renewed, monitors.many],
    delete_monitors: [notices.deleted, admin.deletedMany],
    delete_calendars: [notices.deleted, admin.deletedMany],
    delete_channels: [notices.deleted, admin.deletedMany],
  } as const)[act.kind];
  return ids.length === 1 ? one(names.get(first) ?? first) : many(ids.length);
}

interface Ran {
  readonly state?: unknown;
  readonly description?: string;
}

/** The call succeeded, but the overlap rule of the job did not let it run. */
function isRefused(value: unknown): value is Ran {
  return (value as Ran).state === "scheduled error";
}

function refusedBy(error: string): Failure {
  return { status: 200, code: "not_run", error, details: [] };
}
