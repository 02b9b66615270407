import { strict as assert } from "node:assert";
import { BenchServer } from "../../../bench/tui/server.ts";
import { readStats } from "../../../tui/screens/home/reading.ts";
import { countsOf } from "../../../tui/state/selectors.ts";
import { readJobFigures } from "../../../tui/server/job_figures.ts";
import { Client } from "../../../tui/server/client.ts";
import { Reader } from "../../../tui/server/reading.ts";
import { aState } from "../../tui/support/builders.ts";
import { aTestApp } from "../../tui/support/test_app.ts";

Deno.test("the bench's server answers all that the dashboard reads for Home and Jobs", async () => {
  await using server = new BenchServer(80, 100);
  const unanswered: string[] = [];
  const client = new Client(server.url, () => {}, async (input, init) => {
    const request = new Request(input, init);
    const response = server.answer(request);
    if (!response.ok) unanswered.push(`${response.status} ${request.url}`);
    return await Promise.resolve(response);
  });
  const { app } = aTestApp(aState(), client);

  await new Reader(app).readAll();
  await readStats(app);
  await readJobFigures(app, server.jobs[0]?.job_id ?? "");

  assert.deepEqual(unanswered, []);
  const { stats, facts, jobs, alarms } = app.state;
  assert.deepEqual([jobs.byId.size, alarms.phase, countsOf(app.state).failed], [80, "ready", 2]);
  assert.ok(stats.minutes !== undefined && stats.minutes !== "unknown");
  assert.ok(stats.upcoming !== undefined && stats.upcoming !== "unknown");
  assert.ok(facts.get(server.jobs[0]?.job_id ?? "")?.stats !== undefined);
});
