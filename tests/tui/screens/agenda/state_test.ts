import { strict as assert } from "node:assert";
import { initialAgenda, reduceAgenda } from "../../../../tui/screens/agenda/state.ts";
import { start } from "../../support/builders.ts";
import { fires } from "../../support/agenda.ts";

Deno.test("reduceAgenda() keeps what a later read did not tell, and forgets the problem", () => {
  const upcoming = fires({ 1: 1 });
  const read = reduceAgenda(initialAgenda, { type: "agenda_read", upcoming });
  const failed = reduceAgenda(read, {
    type: "agenda_failed",
    problem: { status: 500, error: "no" },
  });
  const again = reduceAgenda(failed, { type: "agenda_read", past: "unknown" });

  assert.equal(failed.problem?.error, "no");
  assert.deepEqual(again, { upcoming, past: "unknown" });
});

Deno.test("reduceAgenda() chooses a minute, and goes back to the next fire", () => {
  const chosen = reduceAgenda(initialAgenda, { type: "agenda_chosen", at: start });
  const minute = { at: start, rows: [], count: 0 };
  const read = reduceAgenda(chosen, { type: "agenda_minute_read", minute });

  assert.equal(chosen.at, start);
  assert.deepEqual(reduceAgenda(read, { type: "agenda_chosen" }), { minute });
});
