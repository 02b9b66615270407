import { strict as assert } from "node:assert";
import fc from "fast-check";
import { pinnedPlace } from "../../../tui/state/lists.ts";
import { initialList, type ListState, reduceLists } from "../../../tui/state/lists.ts";
import type { Before, Place } from "../../../tui/state/lists.ts";

const height = 4;

/** What happens to a list: the server changes its rows, or the user presses a key. */
const happening = fc.oneof(
  fc.record({ kind: fc.constant("rows" as const), ids: fc.uniqueArray(fc.nat(20)) }),
  fc.record({ kind: fc.constant("move" as const), by: fc.integer({ min: -6, max: 6 }) }),
  fc.record({ kind: fc.constant("top" as const) }),
);

/** A list over several frames. */
class Frames {
  list: ListState = initialList;
  ids: readonly string[] = [];
  before: Before | undefined;
  isFollowing = false;

  draw(): Place {
    const { list, ids } = this;
    const place = pinnedPlace(list, ids, height, this.before);
    const { moves, filter } = list;
    this.before = { ids, place, cursor: ids[place.cursor], moves, filter };
    return place;
  }

  press(event: { type: "list_moved"; by: number } | { type: "list_top" }): void {
    const { ids, before } = this;
    const place = before === undefined ? {} : { place: before.place };
    const whole = event.type === "list_top"
      ? { ...event, list: "jobs" }
      : { ...event, list: "jobs", ids, height, ...place };
    this.list = reduceLists({ jobs: this.list }, whole)["jobs"] ?? initialList;
  }
}

Deno.test("any sequence of changes and keys keeps the cursor on its id, and inside the rows", () => {
  fc.assert(fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
    const frames = new Frames();
    frames.draw();
    for (const it of happenings) {
      const was = frames.before?.cursor;
      const oldIds = frames.ids;
      if (it.kind === "rows") frames.ids = it.ids.map(String);
      else if (it.kind === "top") frames.press({ type: "list_top" });
      else frames.press({ type: "list_moved", by: it.by });
      // A key that moves does nothing in an empty list.
      if (it.kind === "top") frames.isFollowing = true;
      else if (it.kind === "move" && oldIds.length > 0) frames.isFollowing = false;
      const { cursor, top } = frames.draw();
      const { ids } = frames;

      if (ids.length === 0) assert.equal(cursor, -1);
      else assert.ok(cursor >= top && cursor < Math.min(ids.length, top + height));
      if (it.kind !== "rows" || was === undefined) continue;
      if (frames.isFollowing) {
        assert.equal(cursor, ids.length === 0 ? -1 : 0);
      } else if (ids.includes(was)) assert.equal(ids[cursor], was);
      else {
        const next = oldIds.slice(oldIds.indexOf(was) + 1).find((id) => ids.includes(id));
        if (next !== undefined) assert.equal(ids[cursor], next);
      }
    }
  }));
});

Deno.test("the first frame pins the cursor, and only g lets it follow the first row", () => {
  const frames = new Frames();
  frames.ids = ["b", "c"];
  frames.draw();
  frames.ids = ["a", "b", "c"];
  assert.equal(frames.ids[frames.draw().cursor], "b");

  frames.press({ type: "list_top" });
  frames.draw();
  frames.ids = ["0", "a", "b", "c"];
  assert.equal(frames.ids[frames.draw().cursor], "0");
});
