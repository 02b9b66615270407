import type { Alarm } from "../../../routes/contract/alarms/alarms.ts";
import type { App, Handlers } from "../../app.ts";
import type { CommandId } from "../../keys/key_table.ts";
import { openFiltered, openView } from "../../commands/navigation.ts";
import { show } from "../../commands/overlay.ts";
import { perform } from "../../commands/performing.ts";
import { toast, toastFailure, toastNothing } from "../../commands/toasts.ts";
import { showConfirm } from "../../overlays/confirm.ts";
import { askNote } from "../../overlays/note.ts";
import type { NotedAct } from "../../state/act.ts";
import { groupOf, isGroupId } from "../../state/inbox.ts";
import { listOf, markedAmong } from "../../state/lists.ts";
import { folded } from "../../texts/reason.ts";
import type { State } from "../../state.ts";
import { currentView } from "../../state/view.ts";
import type { Layout } from "../../terminal/layout.ts";
import { showExecutionsOf } from "../executions/acts.ts";

export const alarmList = "alarms";
const inbox = "home.attention";

/** The commands on alarms, for every screen that has alarms. */
export const alarmCommands: Handlers = {
  acknowledge: async (app) => {
    const ids = openIds(app);
    if (ids.length === 0) return sayWhyNot(app);
    await perform(app, { kind: "acknowledge_alarms", ids });
  },
  acknowledge_noted: (app) => askWith(app, "acknowledge_alarms"),
  snooze: (app) => showSnoozeMenu(app, false),
  snooze_noted: (app) => showSnoozeMenu(app, true),
  close_alarm: (app) => askWith(app, "close_alarms"),
  mute_alarm: askMute,
};

/** Those of a screen whose rows are alarms. */
export const alarmScreenCommands: Handlers = {
  ...alarmCommands,
  open_job: (app) => {
    const [alarm] = chosenAlarms(app);
    if (alarm === undefined) toastNothing(app);
    else openView(app, alarm.subject.kind, alarm.subject.id);
  },
  show_runs: async (app) => {
    const subject = chosenAlarms(app)[0]?.subject;
    if (subject?.kind === "channel") await showMessages(app, subject.id);
    else showExecutionsOf(app, subject?.id);
  },
};

/** The runs of a channel are not under its own id. */
async function showMessages(app: App, id: string): Promise<void> {
  const known = app.state.channels.byId.get(id);
  if (known !== undefined) return showExecutionsOf(app, known.job_id);
  const answer = await (await app.client()).channelToEdit(id);
  if (answer.ok) showExecutionsOf(app, answer.value.job_id);
  else toastFailure(app, answer.failure);
}

const names = Object.keys(alarmCommands) as CommandId[];

/**
 * Home has the commands on alarms in its first pane only; in the other panes their keys belong to other commands. Within
 * the pane a key never changes its meaning with the row: on a row without an open alarm the command says why it does nothing.
 */
export function withheldOnHome(layout: Layout): readonly CommandId[] {
  return layout.focused === inbox ? [] : names;
}

/** Says why nothing under the cursor can be acknowledged, snoozed, closed or muted. */
function sayWhyNot(app: App): void {
  const { t, state, layout } = app;
  const cursor = currentView(state.view).screen === "home"
    ? layout.lists.get(inbox)?.cursor
    : undefined;
  if (chosenAlarms(app).length > 0) return toast(app, "warn", t.alarms.isClosed);
  if (cursor === undefined) return toastNothing(app);
  toast(app, "warn", t.alarms.hasNone(state.jobs.byId.get(cursor)?.name ?? cursor));
}

/** The alarms of the row under the cursor, by the last frame, or of the marked rows. */
function idsAt(state: State, layout: Layout): readonly string[] {
  const { screen, id } = currentView(state.view);
  if (screen === "alarm") return id === undefined ? [] : [id];
  const list = screen === "home" ? inbox : alarmList;
  const drawn = layout.lists.get(list);
  if (drawn === undefined || layout.focused !== list) return [];
  const marked = markedAmong(listOf(state.lists, list), drawn.ids);
  const rows = marked.length > 0 ? marked : drawn.cursor === undefined ? [] : [drawn.cursor];
  return rows.flatMap((row) =>
    isGroupId(row)
      ? groupOf(state, row)?.alarms.map(({ alarm_id }) => alarm_id) ?? []
      : list === alarmList
      ? [row]
      : []
  );
}

export function chosenAlarms(app: App): readonly Alarm[] {
  return idsAt(app.state, app.layout).flatMap((id) => app.state.alarms.byId.get(id) ?? []);
}

function openIds(app: App): readonly string[] {
  return chosenAlarms(app).filter(({ state }) => state === "open").map(({ alarm_id }) => alarm_id);
}

function askWith(app: App, kind: "acknowledge_alarms" | "close_alarms"): void {
  const ids = openIds(app);
  if (ids.length === 0) return sayWhyNot(app);
  const { alarms } = app.t;
  const title = kind === "close_alarms" ? alarms.closeTitle : alarms.acknowledgeTitle;
  askNote(app, title(whatOf(app, ids)), { kind, ids });
}

function whatOf(app: App, ids: readonly string[]): string {
  const [first = ""] = ids;
  const { alarms } = app.t;
  if (ids.length > 1) return alarms.many(ids.length);
  return app.state.alarms.byId.get(first)?.subject.name ?? first;
}

const hourMs = 3_600_000;
/** When the next day begins for somebody who sleeps. */
const morning = 8;

function showSnoozeMenu(app: App, isNoted: boolean): void {
  const ids = openIds(app);
  if (ids.length === 0) return sayWhyNot(app);
  const { alarms } = app.t;
  const noted = isNoted ? { isNoted: true } as const : {};
  const until = (key: string, label: string, time: string) => {
    const act: NotedAct = { kind: "snooze_alarms", ids, until: time };
    return { key, label, command: "", act, ...noted };
  };
  show(app, {
    kind: "menu",
    title: isNoted
      ? alarms.snoozeNotedTitle(whatOf(app, ids))
      : alarms.snoozeTitle(whatOf(app, ids)),
    selected: 0,
    items: [
      until("h", alarms.snoozeHour, new Date(app.state.now + hourMs).toISOString()),
      until("t", alarms.snoozeTomorrow(`${morning}:00`), tomorrowOf(app.state)),
      until("r", alarms.snoozeRecovery, "recovery"),
      ...(isNoted ? [] : [
        { key: "w", label: alarms.snoozeNote, command: "snooze_noted" },
        { key: "m", label: alarms.mute, command: "mute_alarm" },
      ]),
    ],
  });
}

/** The next morning, by the clock that the dashboard shows. */
function tomorrowOf({ now, prefs }: State): string {
  const at = new Date(now);
  if (prefs.timeMode === "utc") {
    at.setUTCDate(at.getUTCDate() + 1);
    at.setUTCHours(morning, 0, 0, 0);
  } else {
    at.setDate(at.getDate() + 1);
    at.setHours(morning, 0, 0, 0);
  }
  return at.toISOString();
}

/** Asks before the rules of jobs are changed. */
function askMute(app: App): void {
  const alarms = chosenAlarms(app).filter(({ state, subject }) =>
    state === "open" && subject.kind === "job"
  );
  const [first] = alarms;
  const texts = app.t.alarms;
  if (first === undefined) {
    return openIds(app).length === 0 ? sayWhyNot(app) : toast(app, "warn", texts.onlyJobs);
  }
  const ids = alarms.map(({ alarm_id }) => alarm_id);
  const job = app.state.jobs.byId.get(first.subject.id);
  const before = alarms.length === 1 && job !== undefined
    ? { before: { jobId: job.job_id, alarms: job.alarms ?? {} } }
    : {};
  showConfirm(
    app,
    texts.muteTitle(whatOf(app, ids)),
    [texts.muteEffect(first.kind)],
    { kind: "mute_alarms", ids, ...before },
  );
}

/** A single alarm opens its page; several open the list of them. */
export function openGroup(app: App, id: string): void {
  const group = groupOf(app.state, id);
  if (group === undefined) return toastNothing(app);
  const [only] = group.alarms;
  if (group.alarms.length === 1 && only !== undefined) return openView(app, "alarm", only.alarm_id);
  const text = folded(group.last.reason).split(/[",]/)[0]?.trim() ?? "";
  const error = text === "" ? "" : ` error:"${text}"`;
  openFiltered(app, "alarms", `!state:closed kind:${group.last.kind}${error}`);
}

/** Opens the page of the alarm under the cursor. */
export function openAlarm(app: App): void {
  const cursor = app.layout.lists.get(alarmList)?.cursor;
  if (cursor !== undefined) openView(app, "alarm", cursor);
}
