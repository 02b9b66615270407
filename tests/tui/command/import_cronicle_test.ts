import { strict as assert } from "node:assert";
import { aNewServer } from "./import_support.ts";

const event = {
  id: "eix1",
  title: "Nightly backup",
  enabled: 1,
  category: "general",
  plugin: "shellplug",
  target: "allgrp",
  params: { script: "#!/usr/bin/env bash\necho hello\n" },
  timing: { minutes: [30, 0], hours: [4], weekdays: [0, 6] },
  timezone: "America/New_York",
  max_children: 1,
  queue: 1,
  catch_up: 1,
  retries: 3,
  retry_delay: 30,
  timeout: 3600,
  notify_fail: "ops@example.org",
};
const events = [
  event,
  {
    ...event,
    ...{ id: "eix2", title: "Ping", enabled: 0, plugin: "urlplug", catch_up: 0, queue: 0 },
    params: {
      method: "post",
      url: "https://example.org/x",
      headers: "X-A: 1\nX-B: 2",
      data: "d",
      follow: 1,
    },
    timing: {},
  },
  { ...event, id: "eix3", title: "On demand", timing: false },
  { ...event, id: "eix4", title: "Once", timing: { years: [2030] } },
  { ...event, id: "eix5", title: "Other", plugin: "myplug", params: { a: 1 } },
  { ...event, id: "eix6", title: "Bad", timing: { hours: [24] } },
];

const exported = `# Cronicle Data Export v1.0
# Hostname: old
# Format: KEY - JSON

users/admin - {"username":"admin","password":"$2a$10$x","salt":"y"}
global/categories - {"page_size":50,"first_page":0,"last_page":0,"length":1,"type":"list"}
global/categories/0 - {"type":"list_page","items":[{"id":"general","title":"General","description":"all"},{"id":"unused","title":"Unused"}]}
global/schedule - {"page_size":50,"first_page":-1,"last_page":0,"length":6,"type":"list"}
global/schedule/-1 - {"type":"list_page","items":${JSON.stringify(events.slice(0, 2))}}
global/schedule/0 - {"type":"list_page","items":${JSON.stringify(events.slice(2))}}
global/api_keys/0 - {"type":"list_page","items":[{"key":"k"}]}
broken line
`;

Deno.test("import cronicle takes the events of an export, and tells the others", async () => {
  await using server = await aNewServer();
  const file = `${server.admin.home}/backup.txt`;
  await Deno.writeTextFile(file, exported);
  const map = `${server.admin.home}/map.yaml`;
  await Deno.writeTextFile(
    map,
    "myplug: { class: simple_scheduler.jobs.sample_job.AwesomeJob, arguments: ['$1', x] }\n",
  );

  const dry = await server.admin.run("import", "cronicle", file, "--dry-run");
  const { code, out } = await server.admin.run("import", "cronicle", file, "--map", map, "--yes");

  assert.match(dry.out, /event "Other": its plugin "myplug" has no counterpart here: .*--map/);
  assert.equal(code, 0, out);
  for (
    const line of [
      /^ {2}categories {2}1 created$/m,
      /^ {2}jobs {8}3 created$/m,
      /^ {2}line 12: it is no line of the form KEY - JSON$/m,
      /^ {2}event "On demand": it runs on demand only$/m,
      /^ {2}event "Once": it fires in the years 2030 only$/m,
      /^ {2}event "Bad": its hours have the value 24$/m,
      /^ {2}not taken: 1 users/m,
      /its notify_fail is not taken/,
    ]
  ) assert.match(out, line);
  const jobs = (await server.get("/jobs")).jobs;
  const [backup, other, ping] = jobs;
  assert.deepEqual([backup.name, other.name, ping.name], ["Nightly backup", "Other", "Ping"]);
  assert.deepEqual(
    [backup.minute, backup.hour, backup.day, backup.day_of_week, backup.timezone],
    ["0,30", "4", "*", "5,6", "America/New_York"],
  );
  assert.deepEqual(
    [
      backup.max_instances,
      backup.overlap,
      backup.coalesce,
      backup.max_retries,
      backup.timeout_seconds,
    ],
    [1, "queue", false, 3, 3600],
  );
  assert.deepEqual(backup.pub_args, ["/usr/bin/env", "bash", "-c", event.params.script]);
  assert.deepEqual(other.pub_args, [{ a: 1 }, "x"]);
  assert.deepEqual([ping.paused, ping.minute, ping.hour, ping.pub_args[0].headers], [
    true,
    "*",
    "*",
    { "X-A": "1", "X-B": "2" },
  ]);
  const again = await server.admin.run("import", "cronicle", file, "--map", map, "--yes");
  assert.match(again.out, /3 here already(.|\n)*Nothing to do\.\n$/);
});
