import { executionOf } from "../state/selectors.ts";
import type { App, Handlers } from "../app.ts";
import { chosenIds } from "./subject.ts";
import { toast } from "./toasts.ts";

export const copyCommands: Handlers = {
  copy_id: copyId,
  copy_menu: copyMenu,
  copy_name: copyName,
  copy_json: copyJson,
};

/** In characters. Many terminals drop longer texts silently. */
const mostCopied = 70_000;

/**
 * Copies a text to the clipboard of the terminal by OSC 52, which works over SSH too. No terminal answers whether it
 * took the text. Inside tmux both forms are sent: tmux itself takes the plain form where `set-clipboard` is on, and
 * passes the wrapped form on where `allow-passthrough` is on.
 */
export function copy(app: App, text: string, what: string): void {
  const bytes = new TextEncoder().encode(text.slice(0, mostCopied));
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const osc = `\x1b]52;c;${base64}\x07`;
  const isTmux = (Deno.env.get("TMUX") ?? "") !== "";
  const wrapped = `\x1bPtmux;${osc.replaceAll("\x1b", "\x1b\x1b")}\x1b\\`;
  app.terminal.write(isTmux ? wrapped + osc : osc);
  toast(app, "ok", app.t.notices.copied(what));
}

function copyId(app: App): void {
  const ids = chosenIds(app, app.layout.focused ?? "");
  if (ids.length > 0) {
    copy(app, ids.join("\n"), ids.length === 1 ? ids[0] ?? "" : String(ids.length));
  }
}

function copyName(app: App): void {
  const names = chosenIds(app, app.layout.focused ?? "").map((id) => thingOf(app, id)?.name ?? id);
  if (names.length > 0) copy(app, names.join("\n"), names[0] ?? "");
}

function copyJson(app: App): void {
  const things = chosenIds(app, app.layout.focused ?? "").map((id) => thingOf(app, id)?.json ?? id);
  if (things.length > 0) {
    copy(app, JSON.stringify(things.length === 1 ? things[0] : things, null, 2), "JSON");
  }
}

function thingOf({ state, layout }: App, id: string): { name: string; json: unknown } | undefined {
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
