import { strict as assert } from "node:assert";
import type { Alarm } from "../../../routes/contract/alarms/alarms.ts";
import { tellAlarms } from "../../../tui/server/telling.ts";
import type { StateEvent } from "../../../tui/state.ts";
import { anAlarm } from "../support/alarms.ts";
import { aJob, aState, iso, start } from "../support/builders.ts";
import { aTestApp } from "../support/test_app.ts";

const [first, second] = [anAlarm(aJob({ name: "backup" })), anAlarm(aJob({ name: "billing" }))];
const page: StateEvent = { type: "alarms_page", alarms: [first], isLast: true };

function told(alarm: Alarm): StateEvent {
  return { type: "changes", events: [{ type: "alarm", alarm_id: alarm.alarm_id, alarm }] };
}

function telling(...events: readonly StateEvent[]) {
  const test = aTestApp(aState(...events), {});
  tellAlarms(test.app);
  return test;
}

Deno.test("a new alarm rings the bell and shows a notification; those of the start do not", () => {
  const { app, written } = telling();

  app.dispatch(page);
  const atStart = [...written];
  app.dispatch(told({ ...second, reason: "exit\x1b]0;x\x07 status 1; again" }));
  app.dispatch(told({ ...second, count: 2 }));

  assert.deepEqual(atStart, []);
  assert.equal(written.length, 1);
  assert.ok(written[0]?.startsWith("\x07"));
  assert.ok(written[0]?.includes("]9;Carillon: billing: exit ]0;x  status 1; again\x07"));
  assert.ok(written[0]?.includes("]777;notify;Carillon;billing: exit ]0,x  status 1, again\x07"));
});

Deno.test("the setting switches the bell off, and an acknowledged alarm does not ring", () => {
  const quiet = telling(page, { type: "prefs_set", isBellOn: false });
  quiet.app.dispatch(told(second));
  quiet.app.dispatch(told(first));
  const loud = telling();
  loud.app.dispatch(page);
  const acknowledged = { user: "mika", time: iso(start), note: "" };
  loud.app.dispatch(told({ ...second, acknowledged }));

  assert.deepEqual([quiet.written, loud.written], [[], []]);
});
