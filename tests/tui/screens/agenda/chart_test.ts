import { strict as assert } from "node:assert";
import {
  axisFor,
  chosenMinute,
  columnOf,
  columnsOf,
  isPileUp,
  minuteBeyond,
  minuteOf,
  timelineOf,
  usualFires,
  withClosed,
  withinReach,
} from "../../../../tui/screens/agenda/timeline.ts";
import { initialAgenda, reduceAgenda } from "../../../../tui/screens/agenda/state.ts";
import type { StateEvent } from "../../../../tui/state.ts";
import { ends, fires, minute, missedAt } from "../../support/agenda.ts";
import { aState, good, iso, start } from "../../support/builders.ts";
import { Desk } from "../../support/desk.ts";

const read = (given: object): StateEvent => ({ type: "agenda_read", ...given }) as StateEvent;
const notStarted = (...minutes: readonly number[]) => ({
  executions: minutes.map(missedAt),
  isCut: false,
});
const onAgenda: StateEvent = { type: "view_switched", screen: "agenda" };
const utc: StateEvent = { type: "prefs_set", timeMode: "utc" };

Deno.test("a minute that has ends and what never started is one minute, and skips are no ends", () => {
  const state = aState(read({ past: ends({ [-5]: 4 }), notStarted: notStarted(-5, -5, -7) }));

  assert.deepEqual(
    timelineOf(state).map(({ at, count, failed, notStarted }) => [
      (at - start) / minute,
      count,
      failed,
      notStarted,
    ]),
    [[-7, 0, 0, 1], [-5, 4, 1, 2]],
  );
});

Deno.test("the present minute is still to come, and its ends are not counted twice", () => {
  const state = aState(read({ past: ends({ 0: 4 }), upcoming: fires({ 0: 7, 1: 2 }) }));

  assert.deepEqual(timelineOf(state).map(({ count, isPast }) => [count, isPast]), [
    [7, false],
    [2, false],
  ]);
});

Deno.test("time moves fires into the past, where they are ends or nothing", () => {
  const state = aState(
    read({ upcoming: fires({ 1: 7, 5: 2 }) }),
    { type: "clock_ticked", now: start + 2 * minute },
  );

  assert.deepEqual(timelineOf(state).map(({ at }) => (at - start) / minute), [5]);
  assert.equal(chosenMinute(state), start + 5 * minute);
});

Deno.test("a pile-up has ten fires, and three times those of the usual minute", () => {
  const at = (count: number, isPast = false) =>
    ({ at: start, count, failed: 0, notStarted: 0, isPast }) as const;
  const usual = { past: 4, next: 3 };

  assert.deepEqual([9, 10].map((count) => isPileUp(at(count), usual)), [false, true]);
  assert.deepEqual([11, 12].map((count) => isPileUp(at(count, true), usual)), [false, true]);
  assert.equal(isPileUp(at(10), { past: 0, next: 0 }), true);
});

Deno.test("the usual minute is the median of the minutes that have something", () => {
  const state = aState(
    read({ past: ends({ [-5]: 1, [-6]: 9, [-7]: 2 }), upcoming: fires({ 1: 5 }) }),
  );

  assert.deepEqual(usualFires(timelineOf(state)), { past: 2, next: 5 });
  assert.deepEqual(usualFires([]), { past: 0, next: 0 });
});

Deno.test("the keys go over marked minutes where they ask for those, and stop at the ends", () => {
  const state = aState(read({ upcoming: fires({ 1: 5, 2: 50, 3: 5 }) }));
  const many = ({ count }: { count: number }) => count > 9;

  assert.equal(minuteBeyond(state, 1, many), start + 2 * minute);
  assert.equal(minuteBeyond(state, -1), undefined);
  const there: StateEvent = { type: "agenda_chosen", at: start + 3 * minute };
  const last = aState(read({ upcoming: fires({ 1: 5, 2: 50, 3: 5 }) }), there);
  assert.equal(minuteBeyond(last, 1), undefined);
  assert.equal(minuteBeyond(last, -1), start + 2 * minute);
});

Deno.test("the axis shows the chosen minute at any width, and its columns are in their order", () => {
  for (const columns of [1, 2, 7, 60, 133, 193]) {
    for (const ahead of [-360, -61, 0, 3, 59, 700, 1079]) {
      const chosen = start + ahead * minute;
      const axis = axisFor(columns, start, chosen);
      const at = columnOf(axis, chosen);

      assert.ok(at >= 0 && at < columns, `${columns} ${ahead}: ${at}`);
      assert.equal(axis.from % axis.stepMs, 0);
    }
  }
});

Deno.test("what is out of view is in no column", () => {
  const minutes = timelineOf(aState(read({ upcoming: fires({ 1: 5, 1000: 50 }) })));
  const axis = axisFor(10, start, start);
  const columns = columnsOf(minutes, axis, { past: 0, next: 0 });

  assert.equal(columns.length, 10);
  assert.equal(columns.reduce((sum, { value }) => sum + value, 0), 5);
});

Deno.test("a closed stretch shades the columns that it touches, and not the one at whose begin it ends", () => {
  const axis = axisFor(8, start, start);
  const columns = columnsOf([], axis, { past: 0, next: 0 });
  const from = columns[2]!.from;
  const shaded = (begin: number, end: number) =>
    withClosed(columns, axis, [{ kind: "pause", name: "x", from: begin, to: end }])
      .flatMap(({ isClosed }, i) => isClosed ? [i] : []);

  assert.deepEqual(shaded(from, from + 5 * minute), [2]);
  assert.deepEqual(shaded(from, from + 5 * minute + 1), [2, 3]);
  assert.deepEqual(shaded(from - 1, from + 1), [1, 2]);
  assert.deepEqual(shaded(0, from - 20 * minute), []);
});

Deno.test("no key leads further than the server was asked for", () => {
  const hour = 60 * minute;

  assert.equal(withinReach(start - 9 * hour, start + 30_000), start - 6 * hour);
  assert.equal(withinReach(start + 30 * hour, start + 30_000), start + 18 * hour - minute);
  assert.equal(withinReach(start, start), start);
  assert.equal(minuteOf(start + 59_999), start);
});

Deno.test("the agenda keeps what it knows when a part could not be read, and says why", () => {
  const known = reduceAgenda(initialAgenda, read({ upcoming: fires({ 1: 5 }) }) as never);
  const problem = { status: 500, error: "no" };
  const failed = reduceAgenda(known, { type: "agenda_failed", problem });

  assert.equal(failed.upcoming, known.upcoming);
  assert.deepEqual(failed.problem, problem);
  const again = reduceAgenda(failed, read({ past: "unknown" }) as never);
  assert.deepEqual([again.problem, again.upcoming, again.past], [
    undefined,
    known.upcoming,
    "unknown",
  ]);
  const chosen = reduceAgenda(again, { type: "agenda_chosen", at: start });
  assert.equal(reduceAgenda(chosen, { type: "agenda_chosen" }).at, undefined);
});

Deno.test("the chart has a mark under each pile-up and what never started, on its own column", async () => {
  const upcoming = fires({ 5: 2, 10: 2, 15: 2, 60: 30 });
  const client = {
    upcoming: () => good(upcoming),
    stats: () => good(ends({ [-5]: 3 })),
    executions: () => good({ executions: [missedAt(-30)] }),
  } as never;
  const desk = await Desk.open({ columns: 140, rows: 30, state: aState(utc, onAgenda), client });
  const rows = desk.draw();
  const axisRow = rows.findIndex((row) => /05:00 +06:00 +07:00/.test(row));
  const [marks, axis] = [rows[axisRow - 1] ?? "", rows[axisRow] ?? ""];

  assert.equal(marks.trim().split(/ +/).join(" "), "✗ !");
  // Thirty minutes before six are six columns; seven has the pile-up.
  assert.equal(marks.indexOf("✗"), axis.indexOf("06:00") - 6);
  assert.equal(marks.indexOf("!"), axis.indexOf("07:00"));
});

Deno.test("an answer that counted not all of the time says up to when", async () => {
  const upcoming = { ...fires({ 5: 2 }), time_range_end: iso(start + 120 * minute) };
  const client = { upcoming: () => good(upcoming) } as never;
  const desk = await Desk.open({ columns: 140, rows: 30, state: aState(utc, onAgenda), client });

  assert.match(desk.text(), /08:00/);
  assert.ok(desk.text().includes(desk.app.t.agenda.upTo("08:00")));
});
