import type { App } from "../app.ts";
import { askEndOfPause } from "../commands/maintenance.ts";
import { close, show } from "../commands/overlay.ts";
import { perform } from "../commands/performing.ts";
import type { Canvas } from "../components/canvas.ts";
import type { OverlayOf } from "../state/overlay.ts";
import type { KeyPress } from "../terminal/input.ts";
import { boxed } from "../terminal/lines.ts";
import { cut, pad, widthOf } from "../terminal/text.ts";
import { emptyField, fieldSpans, typeKey } from "../terminal/text_field.ts";
import { type Line, span } from "../terminal/theme.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type Pausing = OverlayOf<"pausing">;

const order = ["reason", "until", "fires"] as const;
const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const dayMs = 86_400_000;

/** Asks why, until when, and what becomes of the fires meanwhile; then pauses jobs or everything. */
export const pausingOverlay: OverlayScreen<"pausing"> = { view, onKey };

export function askPause(app: App, title: string, about: Pausing["about"]): void {
  show(app, {
    kind: "pausing",
    title,
    about,
    reason: emptyField,
    until: emptyField,
    fires: "skip",
    focus: "reason",
    error: "",
  });
}

function view(canvas: Canvas, overlay: Pausing): readonly Line[] {
  const { t, width, sym } = canvas;
  const texts = t.pauses;
  const inner = Math.max(1, Math.min(72, width - 2));
  const label = Math.max(...order.map((name) => widthOf(texts.labels[name]))) + 2;
  const room = Math.max(1, inner - label - 3);
  const valueOf = (name: typeof order[number], isFocused: boolean) =>
    name === "fires"
      ? [
        span(cut(`${texts.fires[overlay.fires]} ${isFocused ? sym.down : ""}`, room, sym.ellipsis)),
      ]
      : fieldSpans(overlay[name], room, { isFocused });
  const below = (
    text: string,
    tone: "bad" | "dim",
  ) => [span(` ${cut(text, Math.max(1, inner - 2), sym.ellipsis)}`, tone)];
  return boxed(canvas, overlay.title, [
    ...order.map((name): Line => {
      const isFocused = overlay.focus === name;
      return [
        span(` ${isFocused ? sym.pointer : " "}`, "accent"),
        span(pad(texts.labels[name], label), isFocused ? "title" : "dim"),
        ...valueOf(name, isFocused),
      ];
    }),
    below(
      overlay.error === "" ? texts.untilHelp : overlay.error,
      overlay.error === "" ? "dim" : "bad",
    ),
    below(overlay.isInForce ? texts.keysInForce : texts.keys, "dim"),
  ], inner);
}

async function onKey(app: App, key: KeyPress, overlay: Pausing): Promise<void> {
  const { focus } = overlay;
  const move = (by: number) => {
    const next = order[(order.indexOf(focus) + by + order.length) % order.length] ?? focus;
    show(app, { ...overlay, focus: next });
  };
  switch (key.name) {
    case "esc":
      return close(app);
    case "tab":
    case "down":
      return move(1);
    case "shift+tab":
    case "up":
      return move(-1);
    case "enter":
      return await pause(app, overlay);
    case "ctrl+x":
      return endIt(app, overlay);
  }
  if (focus === "fires") {
    const isTurn = ["space", "left", "right"].includes(key.name);
    if (isTurn) show(app, { ...overlay, fires: overlay.fires === "skip" ? "make_up" : "skip" });
    return;
  }
  const field = typeKey(overlay[focus], key);
  if (field !== undefined) show(app, { ...overlay, [focus]: field, error: "" });
}

function endIt(app: App, { about, isInForce }: Pausing): void {
  if (about.kind === "category" && isInForce) askEndOfPause(app, about.categoryId);
}

async function pause(app: App, overlay: Pausing): Promise<void> {
  const { pauses: texts } = app.t;
  const reason = overlay.reason.text.trim();
  if (reason === "") return show(app, { ...overlay, focus: "reason", error: texts.noReason });
  const until = untilOf(overlay.until.text, app.state.now);
  if (until === undefined) return show(app, { ...overlay, focus: "until", error: texts.notATime });
  close(app);
  const body = { reason, fires: overlay.fires, ...(until === "" ? {} : { until }) };
  const { about } = overlay;
  await perform(
    app,
    about.kind === "jobs"
      ? { kind: "pause_jobs", jobIds: about.jobIds, body }
      : { kind: "begin_pause", ids: [String(about.categoryId)], body },
  );
}

/**
 * `2h`, `08:00` (the next one, by the clock of this machine), or a time such as 2026-11-22T08:00.
 * @returns ISO 8601; "": no end; `undefined`: it cannot be read, or is over.
 */
export function untilOf(typed: string, now: number): string | undefined {
  const text = typed.trim().toLowerCase();
  if (text === "") return "";
  const [, count, unit] = /^(\d{1,4})\s*([mhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    return new Date(now + Number(count) * units[unit as keyof typeof units]).toISOString();
  }
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour !== undefined && minute !== undefined) {
    const at = new Date(now).setHours(Number(hour), Number(minute), 0, 0);
    return new Date(at > now ? at : at + dayMs).toISOString();
  }
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.replace(" ", "t").toUpperCase()) : NaN;
  return at > now ? new Date(at).toISOString() : undefined;
}
