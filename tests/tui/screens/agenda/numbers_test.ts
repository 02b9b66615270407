import { strict as assert } from "node:assert";
import { minute } from "../../../../scheduler/model/time.ts";
import { readAgenda, readMinute } from "../../../../tui/screens/agenda/reading.ts";
import { chosenMinute, timelineOf } from "../../../../tui/screens/agenda/timeline.ts";
import { makeJob, testApi } from "../../../support/app.ts";
import { aJob } from "../../../support/builders.ts";
import { anEnded, aReady, aSkipped, storeExecutions } from "../../../support/executions.ts";
import { broken, done } from "../../../support/store.ts";
import { openedDashboard } from "../../support/busy_server.ts";

Deno.test("each number of the agenda is the server's", async () => {
  await using api = await testApi();
  const now = api.clock.now();
  for (let i = 0; i < 12; i++) {
    await makeJob(api.admin, { name: `at-${i}`, minute: "30", timezone: "UTC" });
  }
  await makeJob(api.admin, { name: "often", minute: "*/10", timezone: "UTC" });
  const job = aJob(now);
  await storeExecutions(api.db, [
    anEnded(aReady(job, now - 20 * minute), done),
    anEnded(aReady(job, now - 20 * minute + 5), broken),
    aSkipped(aReady(job, now - 40 * minute)),
    aSkipped(aReady(job, now - 40 * minute + 5)),
  ], now);
  const { app } = openedDashboard(api);

  await readAgenda(app);

  const { body } = await api.admin.get(
    `/upcoming?from=${new Date(now).toISOString()}&to=${
      new Date(now + 18 * 60 * minute).toISOString()
    }`,
  );
  const line = timelineOf(app.state);
  const at = (minutes: number) => line.find((it) => it.at === now + minutes * minute);
  assert.equal(
    line.reduce((sum, { count, isPast }) => sum + (isPast ? 0 : count), 0),
    body.fires,
  );
  assert.equal(at(30)?.count, 13);
  assert.deepEqual([at(-20)?.count, at(-20)?.failed], [2, 1]);
  assert.equal(at(-40)?.notStarted, 2);
  assert.equal(chosenMinute(app.state), now + 10 * minute);
  assert.equal(app.state.agenda.minute?.count, 1);

  app.dispatch({ type: "agenda_chosen", at: now + 30 * minute });
  await readMinute(app);
  assert.equal(app.state.agenda.minute?.rows.length, 13);

  app.dispatch({ type: "agenda_chosen", at: now - 40 * minute });
  await readMinute(app);
  assert.deepEqual(
    app.state.agenda.minute?.rows.map((row) => row.kind === "execution" && row.execution.state),
    ["scheduled error", "scheduled error"],
  );
  assert.deepEqual(api.errors, []);
});
