import assert from "node:assert/strict";
import { CrontabAnswer, CrontabRequest } from "../../../routes/contract/jobs/crontabs.ts";
import { crontabAnswer, type CrontabServer } from "../../../routes/schedules/crontab.ts";
import type { Job } from "../../../scheduler/model/job.ts";

const server: CrontabServer = {
  now: Date.UTC(2026, 10, 1),
  timeZone: "Asia/Taipei",
  runsAs: "carillon",
  home: "/home/carillon",
  jobs: [],
};

function ask(body: unknown, at: CrontabServer = server): CrontabAnswer {
  return CrontabAnswer.parse(crontabAnswer(CrontabRequest.parse(body), at));
}

Deno.test("crontabAnswer() gives the body of each job, words and next fire", () => {
  const { form, lines } = ask({ text: "# Noon\n0 12 * * mon-fri /opt/noon\n0 0 L * * x\n" });

  assert.equal(form, "user");
  assert.deepEqual(lines.map(({ kind }) => kind), ["comment", "job", "refused"]);
  assert.equal(lines[2]?.field, "day");
  const [made] = lines[1]!.jobs;
  assert.equal(made?.job.name, "Noon");
  assert.deepEqual([made?.job.hour, made?.job.day_of_week, made?.job.timezone], [
    "12",
    "0-4",
    "Asia/Taipei",
  ]);
  assert.deepEqual(made?.next_fire, {
    time: "2026-11-02T04:00:00.000Z",
    local_time: "2026-11-02T12:00:00+08:00",
  });
  assert.match(made?.descriptions["zh-TW"] ?? "", /週/);
});

Deno.test("crontabAnswer() names the job that an import made of the same line before", () => {
  const text = "HOME=/srv\n0 0 13 * fri cat%hello\n";
  const [day, weekday] = ask({ text }).lines[1]!.jobs;
  const { job_class_string, pub_args, day_of_week, timezone, ...fields } = day!.job;
  const { month, week, hour, minute } = fields;
  const made = {
    id: "0123456789abcdef0123456789abcdef" as Job["id"],
    jobClass: job_class_string,
    pubArgs: JSON.parse(JSON.stringify(pub_args)),
    schedule: {
      ...{ month, day: fields.day, week, hour, minute },
      dayOfWeek: day_of_week,
      timeZone: timezone,
    },
  };

  const again = ask({ text }, { ...server, jobs: [made] }).lines[1]!.jobs;

  assert.deepEqual(again.map((one) => one.existing_job_id), [made.id, ""]);
  assert.deepEqual(again.map(({ key }) => key), [day!.key, weekday!.key]);
});

Deno.test("crontabAnswer() refuses lines of other users unless the body takes them", () => {
  const system = { text: "0 1 * * * root /opt/one\n", path: "/etc/cron.d/one" };

  assert.equal(ask(system).lines[0]?.kind, "refused");
  assert.equal(ask({ ...system, other_users: true }).lines[0]?.jobs[0]?.user, "root");
});

Deno.test("crontabAnswer() gives the jobs below RANDOM_DELAY a jitter, and only those", () => {
  const { lines } = ask({
    text: "0 1 * * * /a\nRANDOM_DELAY=45\n0 2 * * * /b\nRANDOM_DELAY=soon\n0 3 * * * /c\n",
  });

  assert.deepEqual(
    lines.flatMap(({ jobs }) => jobs.map(({ job }) => job.jitter_seconds)),
    [undefined, 2700, undefined],
  );
  assert.deepEqual(lines[1]?.notes, [
    "a run starts up to this many minutes later: jitter_seconds of the job",
  ]);
  assert.deepEqual(lines[3]?.notes, ["is no number of minutes up to 1440, and delays nothing"]);
});
