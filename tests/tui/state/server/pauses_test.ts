import { strict as assert } from "node:assert";
import type { Pause } from "../../../../routes/contract/timing/pauses.ts";
import { reduce, type State, type StateEvent } from "../../../../tui/state.ts";
import {
  initialPauses,
  isHeld,
  isInForce,
  pauseOf,
  pauseOfCategory,
  reducePauses,
} from "../../../../tui/state/server/pauses.ts";
import {
  conditionOf,
  countsOf,
  lateJobs,
  lateness,
  nextJob,
} from "../../../../tui/state/selectors.ts";
import { attentionOf } from "../../../../tui/screens/home/attention.ts";
import { aJob, aState, iso, start, withJobs } from "../../support/builders.ts";
import { drawn } from "../../support/busy_server.ts";
import { aTestApp } from "../../support/test_app.ts";

const hour = 3_600_000;

function aPause(given: Partial<Pause> = {}): Pause {
  return {
    category_id: 2,
    reason: "the database moves",
    fires: "skip",
    started_time: iso(start - hour),
    until: "",
    username: "mika",
    ...given,
  };
}

const read = (...pauses: readonly Pause[]): StateEvent => ({ type: "pauses_read", pauses });

function stateWith(pauses: readonly Pause[], ...jobs: readonly ReturnType<typeof aJob>[]): State {
  return aState(...withJobs(jobs), read(...pauses));
}

/** Due for ten minutes, and not fired. */
const due = aJob({ name: "due", category_id: 2, next_run_time: iso(start - 600_000) });

Deno.test("reducePauses() has what was read, and then what is told", () => {
  const first = reducePauses(initialPauses, read(aPause(), aPause({ category_id: 0 })) as never);
  assert.deepEqual([...first.keys()], [2, 0]);

  const told = { type: "pause", category_id: 2, pause: null } as const;
  const begun = { type: "pause", category_id: 5, pause: aPause({ category_id: 5 }) } as const;
  const later = reducePauses(first, { type: "changes", events: [told, begun] });
  assert.deepEqual([...later.keys()], [0, 5]);

  const anew = reducePauses(later, read(aPause()) as never);
  assert.deepEqual([...anew.keys()], [2]);
});

Deno.test("reducePauses() takes the answer to an act, and its end", () => {
  const begun = reducePauses(initialPauses, { type: "pause_read", id: 0, pause: aPause() });
  assert.equal(begun.get(0)?.reason, "the database moves");
  assert.equal(reducePauses(begun, { type: "pause_read", id: 0 }).size, 0);
  assert.equal(begun.size, 1);
});

Deno.test("isInForce() holds until the end, and not at it", () => {
  assert.ok(isInForce({ until: "" }, start));
  assert.ok(isInForce({ until: iso(start + 1) }, start));
  assert.equal(isInForce({ until: iso(start) }, start), false);
});

Deno.test("pauseOfCategory() prefers the pause of the category to that of everything", () => {
  const own = aPause({ reason: "own" });
  const all = aPause({ category_id: 0, reason: "all" });
  const of = (pauses: readonly Pause[], id: number) =>
    pauseOfCategory(stateWith(pauses), id)?.reason;

  assert.equal(of([own, all], 2), "own");
  assert.equal(of([own, all], 3), "all");
  assert.equal(of([own], 3), undefined);
  assert.equal(of([{ ...own, until: iso(start) }, all], 2), "all");
  assert.equal(of([own, { ...all, until: iso(start - 1) }], 0), undefined);
});

Deno.test("pauseOf() tells the pause of the job itself before that of its category", () => {
  const paused = aJob({
    ...{ category_id: 2, paused: true, paused_scope: "job", paused_reason: "broken" },
    ...{ paused_until: iso(start + hour), paused_by: "kim" },
  });
  const state = stateWith([aPause()], paused);

  assert.deepEqual(pauseOf(state, paused), {
    reason: "broken",
    until: iso(start + hour),
    by: "kim",
  });
  assert.deepEqual(pauseOf(state, aJob({ category_id: 2 })), {
    reason: "the database moves",
    until: "",
    by: "mika",
  });
  assert.equal(pauseOf(state, aJob({ category_id: 3 })), undefined);
});

Deno.test("pauseOf() does not tell the words of another pause as those of the job", () => {
  const paused = aJob({ paused: true, paused_scope: "category", paused_reason: "of the category" });

  assert.deepEqual(pauseOf(aState(), paused), { reason: "", until: "", by: "" });
});

Deno.test("isHeld() is about pauses in force that make up for fires, of the category or of everything", () => {
  const held = (given: Partial<Pause>, job = due) => isHeld(stateWith([aPause(given)]), job);

  assert.ok(held({ fires: "make_up" }));
  assert.ok(held({ fires: "make_up", category_id: 0 }));
  assert.ok(held({ fires: "make_up", until: iso(start + 1) }));
  assert.equal(held({ fires: "skip" }), false);
  assert.equal(held({ fires: "make_up", category_id: 3 }), false);
  assert.equal(held({ fires: "make_up", until: iso(start) }), false);
  assert.equal(held({ fires: "make_up" }, { ...due, next_run_time: "" }), false);
});

Deno.test("isHeld() is not about fires that were due before the pause", () => {
  const begun = (at: number) =>
    isHeld(stateWith([aPause({ fires: "make_up", started_time: iso(at) })]), due);

  assert.ok(begun(start - 600_000));
  assert.equal(begun(start - 600_000 + 1), false);
});

Deno.test("a job that a pause holds is paused and not late", () => {
  const state = stateWith([aPause({ fires: "make_up" })], due);

  assert.equal(lateness(state, due), 0);
  assert.equal(conditionOf(state, due), "paused");
  assert.deepEqual(lateJobs(state), []);
  assert.equal(countsOf(state).late, 0);
  assert.deepEqual(attentionOf(state), []);
});

Deno.test("a job that should be skipped and is not fired is late, whatever pause there is", () => {
  const state = stateWith([aPause({ fires: "skip" })], due);

  assert.equal(lateness(state, due), 600_000);
  assert.equal(conditionOf(state, due), "late");
  assert.deepEqual(lateJobs(state), [due]);
  assert.equal(countsOf(state).late, 1);
  assert.deepEqual(attentionOf(state).map(({ kind }) => kind), ["late"]);
});

Deno.test("a pause that ends by itself makes its jobs late from then on", () => {
  const until = iso(start + 1000);
  const state = stateWith([aPause({ fires: "make_up", until })], due);
  const later = reduce(state, { type: "clock_ticked", now: start + 1000 });

  assert.equal(countsOf(state).late, 0);
  assert.equal(countsOf(later).late, 1);
});

Deno.test("while everything is held no screen says late", () => {
  const many = Array.from(
    { length: 20 },
    (_, i) =>
      aJob({ name: `job-${i}`, category_id: 1 + i % 3, next_run_time: iso(start - i * 60_000) }),
  );
  const pause = aPause({ category_id: 0, fires: "make_up", started_time: iso(start - 2 * hour) });
  for (const screen of ["home", "jobs"] as const) {
    const state = [read(pause), { type: "view_switched", screen } as const]
      .reduce(reduce, aState(...withJobs(many)));
    const text = drawn(aTestApp(state, {}).app, 140, 40);

    assert.match(text, / late 0 /);
    assert.doesNotMatch(text, /late \d+:\d\d/);
  }
});

Deno.test("a job is late after five seconds, and not while it is paused or has no next fire", () => {
  const at = (ms: number, given = {}) =>
    lateness(aState(), aJob({ next_run_time: iso(start - ms), ...given }));

  assert.equal(at(4999), 0);
  assert.equal(at(5000), 5000);
  assert.equal(at(-5000), 0);
  assert.equal(at(60_000, { paused: true }), 0);
  assert.equal(at(0, { next_run_time: "" }), 0);
});

Deno.test("while the server is lost, nothing gets later than it was when the server was heard", () => {
  const lost = (heardAt: number) =>
    reduce(aState(...withJobs([due])), {
      type: "connection_lost",
      ...{ heardAt, attempt: 1, nextTryAt: start, error: "no" },
    });

  assert.equal(lateness(lost(start - 300_000), due), 300_000);
  assert.equal(lateness(lost(start - 600_000), due), 0);
  // The clock of the server was ahead.
  assert.equal(lateness(lost(start + 300_000), due), 600_000);
});

Deno.test("nextJob() passes by what a pause keeps from firing, and jobs that are due already", () => {
  const soon = aJob({ name: "soon", category_id: 2, next_run_time: iso(start + 1000) });
  const later = aJob({ name: "later", category_id: 3, next_run_time: iso(start + 2000) });
  const next = (pauses: readonly Pause[]) => {
    const state = stateWith(pauses, due, soon, later);
    return nextJob(state.jobs.byId, state.now, state.pauses)?.name;
  };

  assert.equal(next([]), "soon");
  assert.equal(next([aPause()]), "later");
  assert.equal(next([aPause({ until: iso(start) })]), "soon");
  assert.equal(next([aPause({ category_id: 0 })]), undefined);
});
