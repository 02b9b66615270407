import { strict as assert } from "node:assert";
import { type DrawnList, LayoutDraft } from "../../../tui/terminal/layout.ts";
import { aState } from "../support/builders.ts";
import { aTestApp } from "../support/test_app.ts";
import { frameOf } from "../../../tui/frame.ts";
import { screens } from "../../../tui/screens/list.ts";
import type { ScreenId } from "../../../tui/keys/tabs.ts";

const jobs: DrawnList = {
  name: "jobs",
  ids: ["a", "b"],
  height: 10,
  cursor: "b",
  place: { cursor: 1, top: 0 },
  moves: 1,
  filter: "",
  isShifted: false,
  sorts: ["name"],
  pane: undefined,
  fields: [{ name: "state", values: () => [] }],
  texts: [{ id: "a", text: "a" }],
};

Deno.test("a layout keeps where the lists of earlier frames were", () => {
  const first = new LayoutDraft(80, 24);
  first.add(jobs, true);

  const third = new LayoutDraft(80, 24, new LayoutDraft(80, 24, first));

  assert.deepEqual(third.lastDrawn("jobs")?.place, jobs.place);
  assert.equal(third.lastDrawn("jobs")?.cursor, "b");
  assert.equal(third.focused, undefined);
});

/** The objects and functions that a value holds, as far as the program can see. */
function isFunctionIn(value: unknown): boolean {
  if (typeof value === "function") return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(isFunctionIn);
}

Deno.test("a frame of any screen keeps no function of the frame before, so that old frames are freed", () => {
  for (const screen of Object.keys(screens) as ScreenId[]) {
    const { app } = aTestApp(aState({ type: "view_opened", view: { screen, id: "x" } }), {});
    const first = frameOf(app.state, app, 140, 40);

    const second = new LayoutDraft(140, 40, first.layout);

    for (const [name, list] of second.allDrawn()) {
      assert.ok(!isFunctionIn(list), `${screen}: ${name} holds a function of an old frame`);
    }
  }
});
