import type { Alarm } from "../../routes/contract/alarms/alarms.ts";
import type { App } from "../app.ts";
import { stageOf } from "../state/inbox.ts";

const bell = "\x07";
/** The end of a sequence. Some terminals take BEL only. */
const end = "\x07";
/** More names than this do not fit a notification. */
const mostNames = 3;

/**
 * Rings the bell of the terminal and shows a notification for each alarm that is opened from now on, unless the settings
 * say no. Terminals know one of two sequences for it, OSC 9 or OSC 777, and ignore the other.
 * @returns a function that stops it.
 */
export function tellAlarms(app: App): () => void {
  let known: ReadonlyMap<string, Alarm> | undefined;
  return app.store.subscribe(() => {
    const { alarms, prefs, now, session } = app.state;
    // Alarms that were there before are no news; neither are those of another server.
    if (alarms.phase !== "ready" || session.status !== "in") {
      if (alarms.phase === "none") known = undefined;
      return;
    }
    const before = known;
    known = alarms.byId;
    if (before === undefined || before === alarms.byId || !prefs.isBellOn) return;
    const fresh = [...alarms.byId.values()].filter((alarm) =>
      !before.has(alarm.alarm_id) && stageOf(alarm, now) === "open"
    );
    if (fresh.length > 0) app.terminal.write(noticeOf(app, fresh));
  });
}

function noticeOf({ t }: App, fresh: readonly Alarm[]): string {
  const [first] = fresh;
  const names = fresh.slice(0, mostNames).map(({ subject }) => subject.name).join(", ");
  const text = fresh.length === 1 && first !== undefined
    ? t.alarms.newAlarm(first.subject.name, first.reason)
    : t.alarms.newAlarms(fresh.length, names);
  const plain = text.replace(/\p{Cc}/gu, " ").slice(0, 200);
  const sequences = `\x1b]9;Carillon: ${plain}${end}\x1b]777;notify;Carillon;${
    plain.replaceAll(";", ",")
  }${end}`;
  const isTmux = (Deno.env.get("TMUX") ?? "") !== "";
  return bell +
    (isTmux ? `\x1bPtmux;${sequences.replaceAll("\x1b", "\x1b\x1b")}\x1b\\` : sequences);
}
