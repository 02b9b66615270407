import { executionOf } from "../state/selectors.ts";
import type { App, Handlers } from "../app.ts";
import { oneLine } from "../terminal/text.ts";
import { chosenIds } from "./subject.ts";
import { toast } from "./toasts.ts";

/** In characters. Many terminals drop longer texts silently. */
const mostCopied = 70_000;

/**
 * Copies a text to the clipboard of the terminal by OSC 52, which works over SSH too. No terminal answers whether it
 * took the text. Inside tmux both forms are sent: tmux itself takes the plain form where `set-clipboard` is on, and
 * passes the wrapped form on where `allow-passthrough` is on.
 */
export function copy(app: App, text: string, what: string): void {
  // Not half of a character at the end.
  const sent = text.slice(0, mostCopied).replace(/[\ud800-\udbff]$/, "");
  const bytes = new TextEncoder().encode(sent);
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const osc = `\x1b]52;c;${base64}\x07`;
  const isTmux = (Deno.env.get("TMUX") ?? "") !== "";
  const wrapped = `\x1bPtmux;${osc.replaceAll("\x1b", "\x1b\x1b")}\x1b\\`;
  app.terminal.write(isTmux ? wrapped + osc : osc);
  const { copied, copiedPart } = app.t.notices;
  if (text.length <= mostCopied) toast(app, "ok", copied(what));
  else toast(app, "warn", copiedPart(what, sent.length));
}

/** What can be copied of a row. */
export interface Copied {
  readonly id: string;
  readonly name: string;
  readonly json: unknown;
}

/** The commands that copy from rows. @param of what there is of a row, by its id in the list. */
export function copyRowCommands(of: (app: App, row: string) => Copied): Handlers {
  const chosen = (app: App) => chosenIds(app, app.layout.focused ?? "").map((row) => of(app, row));
  const texts = (app: App, all: readonly string[]) => {
    const [first] = all;
    if (first === undefined) return;
    copy(app, all.join("\n"), all.length === 1 ? oneLine(first) : String(all.length));
  };
  return {
    copy_id: (app) => texts(app, chosen(app).map(({ id }) => id)),
    copy_name: (app) => texts(app, chosen(app).map(({ name }) => name)),
    copy_json: (app) => {
      const all = chosen(app).map(({ json }) => json);
      if (all.length === 0) return;
      copy(app, JSON.stringify(all.length === 1 ? all[0] : all, null, 2), "JSON");
    },
  };
}

/** A row without a record of its own is its id. */
export function copiedOf(app: App, id: string): Copied {
  return { id, name: id, json: id, ...thingOf(app, id) };
}

function thingOf({ state, layout }: App, id: string): Omit<Copied, "id"> | undefined {
  // The ids of these are numbers, so the same id may name several things.
  const alarm = state.alarms.byId.get(id);
  if (alarm !== undefined) return { name: alarm.subject.name, json: alarm };
  const monitor = state.monitors.byId.get(id);
  if (monitor !== undefined) return { name: monitor.name, json: monitor };
  const channel = state.channels.byId.get(id);
  if (channel !== undefined) return { name: channel.name, json: channel };
  const { categories, users, apiKeys } = state;
  if (layout.focused === "categories" || layout.focused === "users" || layout.focused === "keys") {
    const json = { categories, users, keys: apiKeys }[layout.focused].byId.get(Number(id));
    if (json === undefined) return undefined;
    return { name: "username" in json ? json.username : json.name, json };
  }
  const calendar = layout.focused === "calendars" ? state.calendars.byId.get(id) : undefined;
  if (calendar !== undefined) return { name: calendar.name, json: calendar };
  const job = state.jobs.byId.get(id);
  if (job !== undefined) return { name: job.name, json: job };
  const execution = executionOf(state, id);
  return execution === undefined ? undefined : { name: execution.job.name, json: execution };
}

function copyMenu(app: App): void {
  const texts = app.t.dialogs.copy;
  app.dispatch({
    type: "overlay_shown",
    overlay: {
      kind: "menu",
      title: texts.title,
      selected: 0,
      items: [
        { key: "i", label: texts.id, command: "copy_id" },
        { key: "n", label: texts.name, command: "copy_name" },
        { key: "j", label: texts.json, command: "copy_json" },
      ],
    },
  });
}

export const copyCommands: Handlers = {
  ...copyRowCommands(copiedOf),
  copy_menu: copyMenu,
};

/** Shows a menu of some of the commands that copy. */
export function showCopyMenu(app: App, commands: readonly CopyCommand[]): void {
  const items = commands.map((command) => ({
    key: copyKeys[command],
    label: app.t.commands[command][1],
    command,
  }));
  const { title } = app.t.dialogs.copy;
  app.dispatch({
    type: "overlay_shown",
    overlay: { kind: "menu", title, selected: 0, items },
  });
}

const copyKeys = { copy_id: "i", copy_name: "n", copy_json: "j", copy_line: "l", copy_output: "o" };
type CopyCommand = keyof typeof copyKeys;
