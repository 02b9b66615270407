import { strict as assert } from "node:assert";
import fc from "fast-check";
import {
  axisFor,
  chosenMinute,
  closedOf,
  columnOf,
  columnsOf,
  isPileUp,
  minuteBeyond,
  timelineOf,
  usualFires,
  withClosed,
  withinReach,
} from "../../../../tui/screens/agenda/timeline.ts";
import type { AgendaState } from "../../../../tui/screens/agenda/state.ts";
import { iso, start } from "../../support/builders.ts";
import { ends, fires, minute, missedAt } from "../../support/agenda.ts";

const at = (minutes: number) => start + minutes * minute;
const stateOf = (agenda: AgendaState, now = start) => ({ agenda, now });
const full: AgendaState = {
  upcoming: fires({ 0: 2, 5: 2, 60: 30, 65: 2 }),
  past: ends({ [-120]: 4, [-5]: 3 }),
  notStarted: { executions: [missedAt(-30), missedAt(-30)], isCut: false },
};

Deno.test("timelineOf() puts ends, missed fires and fires to come on one line", () => {
  assert.deepEqual(
    timelineOf(stateOf(full)).map((it) => [
      (it.at - start) / minute,
      it.count,
      it.failed,
      it.notStarted,
      it.isPast,
    ]),
    [
      [-120, 4, 1, 0, true],
      [-30, 0, 0, 2, true],
      [-5, 3, 1, 0, true],
      [0, 2, 0, 0, false],
      [5, 2, 0, 0, false],
      [60, 30, 0, 0, false],
      [65, 2, 0, 0, false],
    ],
  );
});

Deno.test("timelineOf() leaves out fires that are past, until they are told as ends", () => {
  const later = timelineOf(stateOf(full, at(6)));

  assert.deepEqual(
    later.flatMap(({ at, isPast }) => isPast ? [] : [(at - start) / minute]),
    [60, 65],
  );
});

Deno.test("timelineOf() has nothing where an older server tells nothing", () => {
  assert.deepEqual(timelineOf(stateOf({ upcoming: "unknown", past: "unknown" })), []);
  assert.deepEqual(timelineOf(stateOf({})), []);
});

Deno.test("isPileUp() marks a minute with far more fires than the usual one", () => {
  const minutes = timelineOf(stateOf(full));
  const usual = usualFires(minutes);

  assert.equal(usual.next, 2);
  assert.deepEqual(
    minutes.filter((it) => isPileUp(it, usual)).map((it) => (it.at - start) / minute),
    [60],
  );
  const busy = timelineOf(stateOf({ upcoming: fires({ 1: 30, 2: 31, 3: 40 }) }));
  assert.deepEqual(busy.filter((it) => isPileUp(it, usualFires(busy))), []);
});

Deno.test("isPileUp() marks a minute that is past by the ends of the usual one", () => {
  const past = ends({ [-50]: 3, [-40]: 4, [-30]: 12, [-20]: 3 });
  const minutes = timelineOf(stateOf({ past, upcoming: fires({ 5: 40, 6: 41 }) }));
  const usual = usualFires(minutes);

  assert.deepEqual(usual, { past: 4, next: 41 });
  assert.deepEqual(
    minutes.filter((it) => isPileUp(it, usual)).map((it) => (it.at - start) / minute),
    [-30],
  );
});

Deno.test("closedOf() tells what was closed in the past hours and what will be", () => {
  const one = (kind: "pause" | "calendar", name: string, from: number, to: number) => ({
    ...{ kind, name, category_id: 0, start_time: iso(at(from)), end_time: iso(at(to)) },
  });
  const pastClosed = [one("pause", "the database moves", -60, -30)];
  const upcoming = { ...fires({}), closed: [one("calendar", "Night", 60, 120)] };

  const closed = closedOf(stateOf({ pastClosed, upcoming }).agenda);

  assert.deepEqual(closed.map(({ name, from, to }) => [name, from, to]), [
    ["the database moves", at(-60), at(-30)],
    ["Night", at(60), at(120)],
  ]);
});

Deno.test("chosenMinute() is the chosen one, or the next with fires, or the present one", () => {
  assert.equal(chosenMinute(stateOf({ ...full, at: at(-30) })), at(-30));
  assert.equal(chosenMinute(stateOf(full, at(1) + 12_345)), at(5));
  assert.equal(chosenMinute(stateOf({}, at(1) + 12_345)), at(1));
});

Deno.test("minuteBeyond() goes over the minutes that have something, in both directions", () => {
  const state = stateOf({ ...full, at: at(5) });

  assert.equal(minuteBeyond(state, 1), at(60));
  assert.equal(minuteBeyond(state, -1), at(0));
  assert.equal(minuteBeyond(state, -1, ({ notStarted }) => notStarted > 0), at(-30));
  assert.equal(minuteBeyond(stateOf({ ...full, at: at(65) }), 1), undefined);
});

Deno.test("withinReach() stays in the time that the server was asked for", () => {
  assert.equal(withinReach(at(-60), start), at(-60));
  assert.equal(withinReach(at(-1000), start), at(-360));
  assert.equal(withinReach(at(10_000), start), at(18 * 60 - 1));
});

Deno.test("axisFor() always shows the chosen minute, and stays where it is for those near it", () => {
  assert.equal(axisFor(72, start, at(5)).from, axisFor(72, start, at(100)).from);
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 250 }),
    fc.integer({ min: -360, max: 1080 }),
    fc.integer({ min: 0, max: 86_400_000 }),
    (columns, minutes, ms) => {
      const now = start + ms;
      const axis = axisFor(columns, now, now + minutes * minute);
      const column = columnOf(axis, now + minutes * minute);
      assert.ok(column >= 0 && column < columns);
    },
  ));
});

Deno.test("columnsOf() takes the fullest minute of each column, and all marks", () => {
  const minutes = timelineOf(stateOf(full));
  const axis = { from: at(-30), stepMs: 5 * minute, columns: 20 };

  const columns = columnsOf(minutes, axis, usualFires(minutes));

  assert.equal(columns.length, 20);
  assert.deepEqual(
    columns.flatMap((it, i) => it.value + it.notStarted > 0 ? [[i, it.value, it.notStarted]] : []),
    [[0, 0, 2], [5, 3, 0], [6, 2, 0], [7, 2, 0], [18, 30, 0], [19, 2, 0]],
  );
  assert.deepEqual(columns.flatMap((it, i) => it.isPileUp ? [i] : []), [18]);
});

Deno.test("withClosed() shades each column that a calendar or a pause touches", () => {
  const closed = closedOf({
    upcoming: {
      ...fires({}),
      closed: [{
        kind: "calendar",
        name: "Night",
        category_id: 0,
        start_time: new Date(at(7)).toISOString(),
        end_time: new Date(at(20)).toISOString(),
      }],
    },
  });
  const axis = { from: start, stepMs: 5 * minute, columns: 6 };

  const columns = withClosed(columnsOf([], axis, usualFires([])), axis, closed);

  assert.deepEqual(columns.map(({ isClosed }) => isClosed), [
    false,
    true,
    true,
    true,
    false,
    false,
  ]);
  assert.deepEqual(closedOf({ upcoming: "unknown" }), []);
});
