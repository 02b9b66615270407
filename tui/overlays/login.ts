import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import { logIn } from "../server/session.ts";
import { boxed } from "../terminal/lines.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { OverlayOf } from "../state/overlay.ts";
import { isWithin } from "../terminal/clock.ts";
import { pad, widthOf, wrap } from "../terminal/text.ts";
import { fieldSpans, typeKey } from "../terminal/text_field.ts";
import { type Line, span } from "../terminal/theme.ts";
import { close, show } from "../commands/overlay.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type Login = OverlayOf<"login">;

const order = ["server", "username", "password"] as const;

export const loginOverlay: OverlayScreen<"login"> = { view, onKey };

function view(canvas: Canvas, overlay: Login): readonly Line[] {
  const { t, width, height } = canvas;
  const texts = t.dialogs.logIn;
  const inner = Math.max(1, Math.min(58, width - 2));
  const label = Math.max(...order.map((name) => widthOf(texts[name]))) + 2;
  const field = (name: typeof order[number]): Line => {
    const isFocused = overlay.focus === name && !overlay.isBusy;
    const mask = name === "password" ? { mask: "*" } : {};
    return [
      span(` ${isFocused ? canvas.sym.pointer : " "}`, "accent"),
      span(pad(texts[name], label), isFocused ? "title" : "dim"),
      ...fieldSpans(overlay[name], Math.max(1, inner - label - 3), { isFocused, ...mask }),
    ];
  };
  const intro = overlay.reason === "asked" ? "" : texts[overlay.reason];
  const below = overlay.isBusy ? texts.busy : overlay.error;
  const tone = overlay.isBusy ? "dim" : "bad";
  const told = wrap(below, inner - 2).slice(0, 3).map((text): Line => [span(` ${text}`, tone)]);
  if (height < 12) {
    // In a low terminal only the fields and the error are shown; in the lowest the first fields go.
    const shown = [...order.map(field), ...(below === "" ? [] : told)];
    return boxed(canvas, texts.title, shown.slice(Math.max(0, shown.length - height + 2)), inner);
  }
  return boxed(canvas, texts.title, [
    ...(intro === "" ? [] : [...wrap(intro, inner - 2).map((text) => [span(` ${text}`)]), []]),
    ...order.map(field),
    ...told,
    [span(` ${texts.keys}`, "dim")],
  ], inner);
}

function onKey(app: App, key: KeyPress, overlay: Login): void | Promise<void> {
  if (overlay.isBusy || isTypedAhead(app, overlay)) return;
  const at = order.indexOf(overlay.focus);
  const focusOn = (index: number) => {
    const focus = order[(index + order.length) % order.length] ?? "password";
    show(app, { ...overlay, focus });
  };
  switch (key.name) {
    case "tab":
    case "down":
      return focusOn(at + 1);
    case "shift+tab":
    case "up":
      return focusOn(at - 1);
    case "esc":
      return close(app);
    case "enter":
      return overlay.focus === "password" ? submit(app, overlay) : focusOn(at + 1);
  }
  const field = typeKey(overlay[overlay.focus], key);
  if (field !== undefined) show(app, { ...overlay, [overlay.focus]: field, error: "" });
}

/** Keys that were meant for the screen below, and would be a wrong password: too many of these lock the user out. */
const typedAheadMs = 700;

function isTypedAhead(app: App, { cameAt }: Login): boolean {
  return cameAt !== undefined && isWithin(app.clock, cameAt, typedAheadMs);
}

async function submit(app: App, overlay: Login): Promise<void> {
  const server = overlay.server.text.trim();
  if (!/^https?:\/\/./.test(server) || !URL.canParse(server)) {
    return show(app, { ...overlay, focus: "server", error: app.t.dialogs.logIn.badServer });
  }
  show(app, { ...overlay, isBusy: true, error: "" });
  const error = await logIn(
    app,
    server,
    overlay.username.text.trim(),
    overlay.password.text,
  );
  // When another user logs in, the state is emptied and the overlay with it.
  if (error === undefined) return app.dispatch({ type: "overlay_closed", kind: "login" });
  show(app, {
    ...overlay,
    isBusy: false,
    error,
    focus: "password",
    password: { text: "", cursor: 0 },
  });
}
