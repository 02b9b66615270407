import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import { boxed } from "../terminal/lines.ts";
import type { KeyPress } from "../terminal/input.ts";
import { columnNames, isColumnOn, withColumn } from "../state/columns.ts";
import { setPrefs } from "../commands/prefs.ts";
import type { OverlayOf } from "../state/overlay.ts";
import { pad, widthOf } from "../terminal/text.ts";
import { type Line, span } from "../terminal/theme.ts";
import { close, show } from "../commands/overlay.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type Columns = OverlayOf<"columns">;

/** The columns of a list, each on or off. The list behind the box shows a change at once. */
export const columnsOverlay: OverlayScreen<"columns"> = { view, onKey };

function view(canvas: Canvas, { list, selected }: Columns): readonly Line[] {
  const { state, t, sym, width, height } = canvas;
  const texts = t.columns;
  const names: Readonly<Record<string, string>> = texts.names[list];
  const columns = columnNames(list);
  const note = `  ${texts.noRoom}`;
  const shown = canvas.layout.lists.get(list)?.columns ?? [];
  const longest = Math.max(
    ...columns.map((name) => widthOf(names[name] ?? name) + widthOf(note) + 8),
    widthOf(texts.keys) + 2,
  );
  const inner = Math.max(1, Math.min(longest, 72, width - 2));
  const rows = Math.max(1, height - 3);
  const top = Math.max(0, Math.min(selected, columns.length - 1) - rows + 1);
  const lines = columns.slice(top, top + rows).map((name, i): Line => {
    const isCursor = top + i === selected;
    const isOn = isColumnOn(state.prefs.columns, list, name);
    const isNoted = isOn && !shown.includes(name);
    const room = Math.max(1, inner - 8 - (isNoted ? widthOf(note) : 0));
    const text = pad(names[name] ?? name, room, sym.ellipsis);
    const click = { kind: "choice", index: top + i } as const;
    return [
      span(isCursor ? ` ${sym.pointer} ` : "   ", "accent", click),
      span(isOn ? "[x] " : "[ ] ", isOn ? "ok" : "dim", click),
      { text, strong: isCursor, click },
      ...(isNoted ? [span(note, "dim", click)] : []),
    ];
  });
  return boxed(
    canvas,
    texts.title(t.tabs[list]),
    [...lines, [span(` ${texts.keys}`, "dim")]],
    inner,
  );
}

function onKey(app: App, key: KeyPress, overlay: Columns): void {
  const { list, selected } = overlay;
  const columns = columnNames(list);
  const select = (by: number) =>
    show(app, { ...overlay, selected: (selected + by + columns.length) % columns.length });
  switch (key.name) {
    case "esc":
    case "q":
    case "c":
      return close(app);
    case "up":
    case "k":
      return select(-1);
    case "down":
    case "j":
    case "tab":
      return select(1);
    case "space":
    case "enter":
    case "x": {
      const column = columns[selected];
      const { columns: choices } = app.state.prefs;
      if (column === undefined) return;
      const isOn = !isColumnOn(choices, list, column);
      return setPrefs(app, { columns: withColumn(choices, list, column, isOn) });
    }
  }
}
