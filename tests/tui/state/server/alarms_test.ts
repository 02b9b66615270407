import { strict as assert } from "node:assert";
import type { Alarm } from "../../../../routes/contract/alarms/alarms.ts";
import {
  type AlarmsEvent,
  type AlarmsState,
  initialAlarms,
  mostClosed,
  reduceAlarms,
} from "../../../../tui/state/server/alarms.ts";
import type { ChangesEvent } from "../../../../tui/state/server/server_event.ts";
import { anAlarm } from "../../support/alarms.ts";
import { aJob, iso, start } from "../../support/builders.ts";

const job = aJob();
const open = (alarm_id: string, given: Partial<Alarm> = {}) => anAlarm(job, { alarm_id, ...given });
const closed = (alarm_id: string, given: Partial<Alarm> = {}) =>
  open(alarm_id, { state: "closed", closed_by: "recovery", ...given });

function after(...events: readonly (AlarmsEvent | ChangesEvent)[]): AlarmsState {
  return events.reduce(reduceAlarms, initialAlarms);
}

const loading: AlarmsEvent = { type: "alarms_loading" };
const page = (alarms: readonly Alarm[], isLast = true): AlarmsEvent => ({
  type: "alarms_page",
  ...{ alarms, isLast },
});
const told = (...alarms: readonly (Alarm | string)[]): ChangesEvent => ({
  type: "changes",
  events: alarms.map((it) =>
    typeof it === "string"
      ? { type: "alarm", alarm_id: it, alarm: null }
      : { type: "alarm", alarm_id: it.alarm_id, alarm: it }
  ),
});
const ids = ({ byId }: AlarmsState) => [...byId.keys()].sort();

Deno.test("the open alarms are those of all pages", () => {
  const state = after(loading, page([open("1")], false), page([open("2")]));

  assert.deepEqual(ids(state), ["1", "2"]);
  assert.equal(state.phase, "ready");
});

Deno.test("an open alarm that the whole list does not name any more is gone, a closed one stays", () => {
  const state = after(page([open("1"), open("2")]), told(closed("3")), loading, page([open("2")]));

  assert.deepEqual(ids(state), ["2", "3"]);
});

Deno.test("before the last page nothing is dropped", () => {
  const state = after(page([open("1")]), loading, page([open("2")], false));

  assert.deepEqual(ids(state), ["1", "2"]);
  assert.equal(state.phase, "loading");
});

Deno.test("what an event told while the list is read is newer than the list", () => {
  const state = after(
    page([open("1"), open("2")]),
    loading,
    told(open("1", { count: 9 }), "2", open("3")),
    page([open("1"), open("2")]),
  );

  assert.deepEqual(ids(state), ["1", "3"]);
  assert.equal(state.byId.get("1")?.count, 9);
});

Deno.test("what an event told before the read is older than the list", () => {
  const state = after(page([]), told(open("1", { count: 9 })), loading, page([open("1")]));

  assert.equal(state.byId.get("1")?.count, 1);
});

Deno.test("a read that fails says so, until the open alarms were read once", () => {
  const failed: AlarmsEvent = { type: "alarms_failed", isMissing: false };

  assert.equal(after(loading, failed).phase, "failed");
  assert.equal(after(loading, told(open("1")), failed).phase, "failed");
  assert.equal(after(loading, page([]), loading, failed).phase, "ready");
  assert.equal(after(loading, { type: "alarms_failed", isMissing: true }).phase, "missing");
});

Deno.test("the answer to an act is there before its event", () => {
  const state = after(page([open("1")]), { type: "alarm_read", alarm: closed("1") });

  assert.equal(state.byId.get("1")?.state, "closed");
});

const question = "?";
const asking: AlarmsEvent = { type: "closed_alarms_loading", question };
const closedPage = (alarms: readonly Alarm[], nextCursor?: string): AlarmsEvent => ({
  type: "closed_alarms_page",
  ...{ question, alarms, nextCursor, isFirst: true },
});

Deno.test("closed alarms come with their pages, and an open one is not made closed by an old page", () => {
  const state = after(page([open("1")]), asking, closedPage([closed("1"), closed("2")], "next"));

  assert.equal(state.byId.get("1")?.state, "open");
  assert.equal(state.byId.get("2")?.state, "closed");
  assert.deepEqual(state.closed, { question, phase: "ready", nextCursor: "next" });
});

Deno.test("closed alarms of another question are not taken", () => {
  const state = after({ type: "closed_alarms_loading", question: "!" }, closedPage([closed("2")]));

  assert.deepEqual(ids(state), []);
  assert.equal(state.closed.phase, "loading");
});

Deno.test("a page of closed alarms that fails leaves the rows, and the next one takes its words back", () => {
  const problem = { status: 500, error: "It broke." };
  const failed: AlarmsEvent = { type: "closed_alarms_failed", question, problem };
  const state = after(asking, closedPage([closed("2")], "next"), asking, failed);

  assert.deepEqual(state.closed, { question, phase: "ready", nextCursor: "next", problem });
  assert.equal(reduceAlarms(state, closedPage([])).closed.problem, undefined);
});

Deno.test("of too many closed alarms those go that were opened first, and no open one", () => {
  const many = Array.from(
    { length: mostClosed + 5 },
    (_, i) => closed(`c${i}`, { opened_time: iso(start + i * 1000) }),
  );
  const oldest = open("o", { opened_time: iso(0) });
  const state = after(page([oldest]), told(...many));

  assert.equal(state.byId.size, mostClosed + 1);
  assert.ok(state.byId.has("o"));
  assert.equal(state.byId.has("c4"), false);
  assert.ok(state.byId.has("c5"));
});

Deno.test("no further page is asked for once there are too many", () => {
  const many = Array.from({ length: mostClosed }, (_, i) => closed(`c${i}`));

  assert.equal(after(asking, closedPage(many, "next")).closed.nextCursor, undefined);
  assert.equal(after(asking, closedPage(many.slice(1), "next")).closed.nextCursor, "next");
});

Deno.test("events of other kinds leave the same state", () => {
  const state = after(page([open("1")]));

  assert.equal(reduceAlarms(state, { type: "changes", events: [] }), state);
  assert.equal(reduceAlarms(state, { type: "view_back" } as never), state);
});
