import { oldText } from "./unread_text.ts";
import { refusalOf } from "../state/rights.ts";
import type { Canvas } from "./canvas.ts";
import { dateText } from "./date_text.ts";
import { categoryName } from "../state/selectors.ts";
import { everything, isInForce } from "../state/server/pauses.ts";
import type { Symbols } from "../terminal/symbols.ts";
import { cut, widthOf } from "../terminal/text.ts";
import { type Line, type Span, span } from "../terminal/theme.ts";

/** The most important keys of the screen. Commands that the role may not run are dim. */
export function hintLine(canvas: Canvas, isTypedIn: boolean): Line {
  const { state, t, width, sym } = canvas;
  if (state.session.status !== "in") {
    const click = { kind: "command", command: "log_in" } as const;
    return [span(` ${t.refusals.logged_out}`, "warn", click)];
  }
  const hinted = canvas.offered()
    .filter(({ hint, keys }) => hint !== undefined && keys.length > 0)
    .sort((a, b) => (a.hint ?? 0) - (b.hint ?? 0));
  const out: Span[] = [];
  let used = 0;
  for (const { command, keys, needs } of hinted) {
    const name = isTypedIn ? keys.find((key) => key.length > 1) : keys[0];
    if (name === undefined) continue;
    const key = keyText(name, sym);
    const text = ` ${key} ${t.commands[command][0]} `;
    if (used + widthOf(text) > width) continue;
    used += widthOf(text);
    const isRefused = refusalOf(state, needs) !== undefined;
    const click = { kind: "command", command } as const;
    out.push(span(` ${key}`, isRefused ? "dim" : "key", click));
    out.push(span(` ${t.commands[command][0]} `, isRefused ? "dim" : undefined, click));
  }
  return out;
}

export function keyText(key: string, sym: Symbols): string {
  return key === "enter" ? sym.enter : key;
}

/** The last act, and how long it can still be undone. */
export function toastLine({ state, t, sym, width }: Canvas): Line {
  const { toast, undo } = state.notices;
  const seconds = undo === undefined ? 0 : Math.ceil((undo.until - state.now) / 1000);
  const undoText = undo === undefined
    ? ""
    : `${toast === undefined ? " " : ` ${sym.separator} `}${t.notices.undo(seconds)}`;
  if (toast === undefined) return [span(undoText, "accent")];
  const glyph = { ok: sym.succeeded, bad: sym.failed, warn: sym.late }[toast.tone];
  return [
    span(cut(` ${glyph} ${toast.text}`, width - widthOf(undoText), sym.ellipsis), toast.tone),
    span(undoText, "accent", { kind: "command", command: "undo" }),
  ];
}

/** The toast; without one, that the screen shows old data; otherwise that maintenance is on or a category is paused. */
export function statusLine(canvas: Canvas): Line {
  const { state, t, sym, width } = canvas;
  const { toast, undo } = state.notices;
  if (toast !== undefined || undo !== undefined) return toastLine(canvas);
  const old = oldText(canvas);
  if (old !== undefined) {
    return [span(cut(` ${sym.offline} ${old}`, width, sym.ellipsis), "bad")];
  }
  const pauses = [...state.pauses.values()].filter((pause) => isInForce(pause, state.now))
    .sort((a, b) => a.category_id - b.category_id);
  const [first, ...others] = pauses;
  if (first === undefined) return toastLine(canvas);
  const texts = t.pauses;
  const what = first.category_id === everything
    ? texts.maintenance
    : texts.category(categoryName(state, first.category_id));
  const said = [
    what,
    ...(first.until === "" ? [] : [texts.until(dateText(state, first.until, t))]),
    first.reason,
    first.username,
    ...(others.length === 0 ? [] : [texts.others(others.length)]),
  ].filter((part) => part !== "").join(` ${sym.separator} `);
  const text = cut(` ${sym.paused} ${said}`, width, sym.ellipsis);
  return [{ text, tone: "paused", strong: true }];
}
