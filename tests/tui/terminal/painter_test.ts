import "../support/warm_up.ts";
import { strict as assert } from "node:assert";
import fc from "fast-check";
import xterm from "@xterm/headless";
import { type PaintedRow, Painter } from "../../../tui/terminal/painter.ts";
import { paint, span, type Tone } from "../../../tui/terminal/theme.ts";

const columns = 24;
const rows = 4;

const aRow = fc.array(
  fc.record({
    text: fc.string({ unit: fc.constantFrom("a", "b", " ", "漢", "é", "●", "한"), maxLength: 9 }),
    tone: fc.constantFrom<Tone>("plain", "ok", "bad", "match"),
    inverse: fc.boolean(),
  }),
  { maxLength: 5 },
).map((pieces) =>
  paint(pieces.map((piece) => ({ ...span(piece.text, piece.tone), ...piece })), columns, "dark")
);
const aFrame = fc.array(aRow, { minLength: rows, maxLength: rows });

/** Each cell with its character and style. */
function cellsOf(terminal: InstanceType<typeof xterm.Terminal>): string[] {
  return Array.from({ length: rows }, (_, y) => {
    const line = terminal.buffer.active.getLine(y);
    return Array.from({ length: columns }, (_, x) => {
      const cell = line?.getCell(x);
      const looks = `${cell?.getFgColor()},${cell?.isInverse()},${cell?.isUnderline()}`;
      // An unwritten cell and a blank look the same.
      return `${(cell?.getWidth() === 0 ? "" : cell?.getChars()) || " "}:${looks}`;
    }).join("|");
  });
}

async function shownAfter(frames: readonly (readonly PaintedRow[])[]): Promise<string[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const written: string[] = ["\x1b[?7l"];
  const painter = new Painter((text) => void written.push(text));
  for (const frame of frames) painter.paint(frame, columns);
  await new Promise<void>((resolve) => terminal.write(written.join(""), resolve));
  const cells = cellsOf(terminal);
  terminal.dispose();
  return cells;
}

Deno.test("a frame painted over others looks like one painted on an empty screen", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aFrame, { minLength: 2, maxLength: 4 }), async (frames) => {
      assert.deepEqual(await shownAfter(frames), await shownAfter(frames.slice(-1)));
    }),
    { numRuns: 200 },
  );
});

function rowOf(text: string): PaintedRow {
  return paint([span(text)], columns, "dark");
}

function watched(): { painter: Painter; written: string[] } {
  const written: string[] = [];
  return { painter: new Painter((text) => void written.push(text)), written };
}

Deno.test("an equal frame writes nothing", () => {
  const { painter, written } = watched();
  painter.paint([rowOf("one"), rowOf("two")], columns);

  painter.paint([rowOf("one"), rowOf("two")], columns);

  assert.equal(written.length, 1);
});

Deno.test("only the changed part of a row is written, in one synchronized update", () => {
  const { painter, written } = watched();
  painter.paint([rowOf("jobs 10 at 10:00:00 UTC"), rowOf("the same")], columns);

  painter.paint([rowOf("jobs 10 at 10:00:01 UTC"), rowOf("the same")], columns);

  assert.equal(written[1], "\x1b[?2026h\x1b[1;19H1 UTC\x1b[?2026l");
});

Deno.test("a row that became shorter leaves nothing behind", () => {
  const { painter, written } = watched();
  painter.paint([rowOf("a long row")], columns);

  painter.paint([rowOf("a")], columns);

  assert.equal(written[1], "\x1b[?2026h\x1b[1;2H\x1b[K\x1b[?2026l");
});

Deno.test("a frame of another size is drawn completely", () => {
  const { painter, written } = watched();
  painter.paint([rowOf("one")], columns);

  painter.paint([rowOf("one")], columns + 1);

  assert.equal(written[1], "\x1b[?2026h\x1b[2J\x1b[1;1Hone\x1b[?2026l");
});

Deno.test("nothing is written while another program has the terminal, and the whole frame afterwards", () => {
  const { painter, written } = watched();
  painter.paint([rowOf("one")], columns);
  painter.leave();

  painter.paint([rowOf("two")], columns);
  painter.paint([rowOf("three")], columns);

  assert.equal(written.length, 1);
  painter.back();
  assert.equal(written[1], "\x1b[?2026h\x1b[2J\x1b[1;1Hthree\x1b[?2026l");
});
