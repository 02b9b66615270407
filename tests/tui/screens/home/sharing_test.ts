import { strict as assert } from "node:assert";
import fc from "fast-check";
import { rowsFor, shareRows } from "../../../../tui/screens/home/sharing.ts";
import { aState } from "../../support/builders.ts";
import { aBusyDay } from "../../support/story.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const wish = fc.record({ rows: fc.integer({ min: 2, max: 40 }), isFocused: fc.boolean() });

Deno.test("shareRows() gives at most the room, no pane more than its wish, and says what is left", () => {
  fc.assert(
    fc.property(fc.nat(60), fc.array(wish, { maxLength: 6 }), (room, wishes) => {
      const { rows, left } = shareRows(room, wishes);

      assert.equal(rows.reduce((sum, it) => sum + it, 0) + left, room);
      rows.forEach((has, i) => {
        assert.ok(has === 0 || has >= 2);
        assert.ok(has <= Math.max(2, wishes[i]?.rows ?? 0));
      });
      const isFull = rows.every((has, i) => has >= (wishes[i]?.rows ?? 0));
      assert.ok(left < 2 || isFull, "rows are left only where nobody wants them");
    }),
  );
});

Deno.test("shareRows() lets the focused pane grow first, and small panes before large ones", () => {
  const wishes = [{ rows: 20, isFocused: false }, { rows: 20, isFocused: true }];

  assert.deepEqual(shareRows(12, wishes).rows, [4, 8]);
  assert.deepEqual(
    shareRows(12, [{ rows: 4, isFocused: false }, { rows: 20, isFocused: false }]).rows,
    [
      4,
      8,
    ],
  );
});

Deno.test("rowsFor() changes in steps", () => {
  assert.deepEqual([0, 1, 3, 4].map(rowsFor), [2, 4, 4, 7]);
});

for (const [name, state] of [["a busy day", aBusyDay()], ["an empty server", aState()]] as const) {
  for (const keys of ["", "\t", "\t\t", "\t\t\t", "\t\t\t\t"]) {
    Deno.test(`at 80x24 home is not mostly blank on ${name}, pane ${keys.length}`, async () => {
      await using terminal = new TestTerminal({ columns: 80, rows: 24, state });

      if (keys !== "") await terminal.press(keys);
      const screen = await terminal.screen();

      assert.ok(screen.slice(2, 22).filter((row) => row === "").length <= 6, screen.join("\n"));
    });
  }
}

Deno.test("at 80x24 home shows what needs attention, runs, comes next and has just happened", async () => {
  await using terminal = new TestTerminal({ columns: 80, rows: 24, state: aBusyDay() });

  const screen = await terminal.text();

  for (const head of ["Needs attention", "Running now", "Next 10 minutes", "Live feed"]) {
    assert.match(screen, new RegExp(`─ ${head}`));
  }
});
