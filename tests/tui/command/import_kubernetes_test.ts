import { strict as assert } from "node:assert";
import { aNewServer } from "./import_support.ts";

const cronJobs = `
apiVersion: v1
kind: List
items:
  - apiVersion: batch/v1
    kind: CronJob
    metadata: { name: report, namespace: shop }
    spec:
      schedule: "30 6 * * 1-5"
      timeZone: Asia/Taipei
      concurrencyPolicy: Forbid
      startingDeadlineSeconds: 300
      suspend: true
      jobTemplate:
        spec:
          backoffLimit: 2
          activeDeadlineSeconds: 900
          template:
            spec:
              containers:
                - name: report
                  image: shop/report:1
                  command: ["/app/report"]
                  args: ["--daily"]
                  env:
                    - { name: MODE, value: quick }
                    - { name: TOKEN, valueFrom: { secretKeyRef: { name: s, key: t } } }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: either }
spec: { schedule: "0 0 13 * 5", concurrencyPolicy: Replace, jobTemplate: { spec: { template: { spec: { containers: [{ name: a, image: b }] } } } } }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: hash }
spec: { schedule: "H * * * *" }
---
kind: Service
metadata: { name: web }
---
a: [
`;

// deno-lint-ignore no-explicit-any -- what it is, the test says
const byName = (jobs: any[]) => Object.fromEntries(jobs.map((job) => [job.name, job]));

Deno.test("import kubernetes takes schedule, zone, overlap, grace and pause of CronJobs", async () => {
  await using server = await aNewServer();
  const typed = { input: cronJobs };

  const { code, out, err } = await server.admin.type(typed, "import", "kubernetes", "--yes");

  assert.equal(code, 0, err);
  assert.match(out, /^ {2}jobs {8}3 created$/m);
  assert.match(out, /^ {2}CronJob default\/hash: minute: /m);
  assert.match(out, /^ {2}Service default\/web: it is no CronJob$/m);
  assert.match(out, /^ {2}-, document 5: /m);
  assert.match(out, /kubectl patch cronjob report --namespace shop -p/);
  const jobs = byName((await server.get("/jobs")).jobs);
  const { "shop/report": report, either, "either (2)": second } = jobs;
  assert.deepEqual(
    [report.minute, report.hour, report.day_of_week, report.timezone, report.paused],
    ["30", "6", "0-4", "Asia/Taipei", true],
  );
  assert.deepEqual(
    [report.max_instances, report.overlap, report.misfire_grace_seconds, report.timeout_seconds],
    [1, "skip", 300, 900],
  );
  assert.match(report.pub_args[2], /kubectl create job --namespace shop --from=cronjob\/report/);
  assert.deepEqual([either.overlap, either.timezone, either.day, second.day_of_week], [
    "replace",
    "UTC",
    "13",
    "4",
  ]);
  const again = await server.admin.type(typed, "import", "kubernetes", "--yes");
  assert.match(again.out, /3 here already(.|\n)*Nothing to do\.\n$/);
});

Deno.test("import kubernetes can run the containers' commands on the server", async () => {
  await using server = await aNewServer();

  const { out } = await server.admin.type(
    { input: cronJobs },
    "import",
    "kubernetes",
    "--pods",
    "command",
    "--yes",
  );

  const { "shop/report": report } = byName((await server.get("/jobs")).jobs);
  assert.deepEqual(report.pub_args, [{
    program: "/app/report",
    args: ["--daily"],
    env: { MODE: "quick" },
  }]);
  assert.equal(report.max_retries, 2);
  assert.match(out, /its variables TOKEN are not taken/);
  assert.match(out, /CronJob default\/either: it names no command/);
});
