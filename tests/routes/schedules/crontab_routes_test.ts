import assert from "node:assert/strict";
import { longestCrontab } from "../../../routes/contract/facts.ts";
import {
  builtInJobClasses,
  jobClassRegistry,
  parseAllowList,
} from "../../../scheduler/job_classes/mod.ts";
import { testApi } from "../../support/app.ts";
import { aJob } from "../../support/builders.ts";
import { storedJob } from "../../support/store.ts";

Deno.test("POST /schedules/crontab reads each line for every user, and makes nothing", async () => {
  await using api = await testApi({ runsAs: { user: "carillon", home: "/home/carillon" } });
  const text = "# Nightly\r0 2 * * * carillon /opt/backup\r61 * * * * x\r";

  const { status, body } = await api.reader.post("/schedules/crontab", {
    text,
    path: "/etc/crontab",
  });

  assert.equal(status, 200);
  assert.equal(body.form, "system");
  assert.deepEqual(
    body.lines.map(({ kind }: { kind: string }) => kind).slice(0, 3),
    ["comment", "job", "refused"],
  );
  assert.equal(body.lines[1].jobs[0].job.timezone, "Asia/Taipei");
  assert.equal(body.lines[1].jobs[0].user, "carillon");
  assert.deepEqual((await api.reader.get("/jobs")).body, { jobs: [] });
  assert.equal((await api.nobody.post("/schedules/crontab", { text })).status, 401);
  assert.equal((await api.reader.post("/schedules/crontab", { text: 5 })).status, 422);
  assert.equal((await api.reader.post("/schedules/crontab")).status, 400);
});

Deno.test("POST /schedules/crontab names a job of the same line only to those who see the job", async () => {
  await using api = await testApi();
  const request = { text: "0 2 * * * /opt/backup\n" };
  const read = async (client: typeof api.reader) =>
    (await client.post("/schedules/crontab", request)).body.lines[0].jobs[0];
  const { job: { pub_args, job_class_string, month, day, week, day_of_week, hour, minute } } =
    await read(api.changer);
  const given = { jobClass: job_class_string, pubArgs: pub_args };
  const fields = { month, day, week, dayOfWeek: day_of_week, hour, minute };
  const timeZone = "Asia/Taipei";

  const job = aJob(api.clock.now(), { ...given, schedule: { ...fields, timeZone } });
  await storedJob(api.db, job);

  assert.equal((await read(api.reader)).existing_job_id, job.id);
  assert.equal((await read(api.admin)).existing_job_id, job.id);
  assert.equal((await read(api.stranger)).existing_job_id, "");
});

Deno.test("POST /schedules/crontab answers jobs that POST /jobs takes", async () => {
  const classes = builtInJobClasses({ allowShellJobs: true, httpJobAllow: parseAllowList("") });
  await using api = await testApi({ jobClasses: jobClassRegistry(classes) });
  const request = { text: "DB_PASSWORD=x\nLANG=C\n0 2 * * * cat%hello\n" };
  const read = async () =>
    (await api.admin.post("/schedules/crontab", request)).body.lines[2].jobs[0];

  const made = await api.admin.post("/jobs", (await read()).job);

  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal((await read()).existing_job_id, made.body.job_id);
});

Deno.test("POST /schedules/crontab takes the longest crontab, however JSON writes it", async () => {
  await using api = await testApi();
  const line = `# ${"密".repeat(1000)}\n`;
  const text = line.repeat(Math.floor(longestCrontab / line.length));
  const escaped = text.replaceAll("密", "\\u5bc6").replaceAll("\n", "\\n");

  for (const body of [JSON.stringify({ text }), `{"text":"${escaped}"}`]) {
    const { status, body: answer } = await api.reader.post("/schedules/crontab", body);
    assert.equal(status, 200, JSON.stringify(answer).slice(0, 100));
  }
  const tooLong = { text: "x".repeat(longestCrontab + 1) };
  assert.equal((await api.reader.post("/schedules/crontab", tooLong)).status, 422);
  const tooLarge = { text: "x".repeat(2 * 1024 * 1024) };
  assert.equal((await api.reader.post("/schedules/crontab", tooLarge)).status, 413);
});
