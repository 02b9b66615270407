import { strict as assert } from "node:assert";
import { type Refusal, refusalOf, tabsOf } from "../../../tui/state/rights.ts";
import type { Needs } from "../../../tui/keys/key_table.ts";
import { reduce, type State } from "../../../tui/state.ts";
import { anAccount, aState, start } from "../support/builders.ts";

const server = "http://127.0.0.1:8888";
const lost = {
  type: "connection_lost",
  heardAt: start,
  attempt: 1,
  nextTryAt: start,
  error: "refused",
} as const;

function stateOf(given: Parameters<typeof anAccount>[0], isReadOnly = false): State {
  const state = aState({ type: "logged_in", account: anAccount(given), server });
  return { ...state, session: { ...state.session, isReadOnly } };
}

const admin = stateOf({});
const operator = stateOf({ is_admin: false });
const reader = stateOf({ is_admin: false, is_permission: false });

Deno.test("refusalOf() lets each role do what it may, and names the first reason why not", () => {
  const all: readonly (readonly [State, Needs | undefined, Refusal | undefined])[] = [
    [admin, "administer", undefined],
    [admin, "admin", undefined],
    [admin, "change", undefined],
    [operator, "change", undefined],
    [operator, "admin", "admin"],
    [operator, "administer", "admin"],
    [reader, "change", "role"],
    [reader, undefined, undefined],
    [stateOf({}, true), "change", "read_only"],
    [stateOf({}, true), "administer", "read_only"],
    [stateOf({}, true), "admin", undefined],
    [reduce(admin, lost), "change", "offline"],
    [reduce(admin, lost), "admin", undefined],
    [reduce(admin, { type: "session_lapsed" }), "change", "logged_out"],
    [reduce(admin, { type: "logged_out" }), "admin", "logged_out"],
  ];
  for (const [i, [state, needs, refusal]] of all.entries()) {
    assert.equal(refusalOf(state, needs), refusal, `row ${i}`);
  }
});

Deno.test("tabsOf() leaves the tabs of admins to admins", () => {
  const names = (state: State) => tabsOf(state).map(({ screen }) => screen);

  assert.ok(names(admin).includes("users") && names(admin).includes("agenda"));
  assert.ok(!names(operator).includes("users") && !names(operator).includes("keys"));
  assert.ok(names(reader).includes("agenda"));
});
