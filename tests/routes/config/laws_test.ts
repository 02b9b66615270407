import assert from "node:assert/strict";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { aJobBody, makeJob, testApi } from "../../support/app.ts";
import { aJobEntry, apply, awesome, dryRun, exported } from "./support.ts";

const aName = fc.oneof(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ._'-]{0,20}[a-z0-9]$/),
  fc.constantFrom("夜間報表", "Über-Lauf", "a # b: c", "true", "0123", "null", "- x"),
);

const unlike = <T extends { name: string }>(entry: fc.Arbitrary<T>, maxLength = 3) =>
  fc.uniqueArray(entry, { maxLength, selector: ({ name }) => name.toLowerCase() });

const someAlarms = fc.record({
  failed: fc.oneof(fc.constant(false), fc.record({ after: fc.integer({ min: 1, max: 100 }) })),
  missed: fc.boolean(),
  long: fc.constantFrom({ seconds: 60 }, { times_p95: 3 }),
  overdue: fc.constantFrom({ seconds: 90_000 }, { by: "06:00", days: [5, 1] }),
  urgent: fc.boolean(),
}, { requiredKeys: [] });

const aCalendar = fc.record({
  name: aName,
  description: fc.constantFrom("", "closed\n\non these days"),
  timezone: fc.constantFrom("Asia/Taipei", "Europe/Berlin"),
  dates: fc.constantFrom([], [{ from: "2027-01-01", name: "New Year" }, {
    from: "2027-02-01",
    to: "2027-02-03",
  }]),
  windows: fc.constantFrom([], [{ days: ["sat", "sun"], from: "00:00", to: "24:00" }]),
  times: fc.constantFrom([], [{ from: "2027-03-01T12:00:00Z", to: "2027-03-01T13:00:00+00:00" }]),
}, { requiredKeys: ["name"] });

const aChannel = fc.oneof(
  fc.record({
    name: aName,
    kind: fc.constantFrom("webhook", "ntfy"),
    url: fc.constant("JOB_SECRET_URL"),
    secret: fc.constant("JOB_SECRET_KEY"),
    language: fc.constantFrom("en", "zh-TW"),
    quiet_hours: fc.constant({ from: "22:00", to: "07:00", time_zone: "Asia/Taipei" }),
  }, { requiredKeys: ["name", "kind", "url"] }),
  fc.record({
    name: aName,
    kind: fc.constant("email"),
    smtp: fc.constant({
      host: "smtp.example.org",
      port: 25,
      security: "none",
      username: "",
      from: "carillon@example.org",
      to: ["oncall@example.org"],
    }),
  }),
);

const aJob = fc.record({
  key: fc.stringMatching(/^[a-z0-9-]{1,12}$/),
  name: aName,
  job_class_string: fc.constant(awesome),
  pub_args: fc.tuple(fc.string(), fc.string()),
  cron: fc.constantFrom("*/5 9-17 * * mon-fri", "@daily", "0 3 1,15 * *", "* * * * *", "7 * * 2 *"),
  timezone: fc.constantFrom("Asia/Taipei", "UTC", "America/New_York"),
  paused: fc.boolean(),
  paused_reason: fc.constant("a move"),
  starts_at: fc.constant("2026-11-22T06:00:00+08:00"),
  max_retries: fc.integer({ min: 0, max: 25 }),
  overlap: fc.constantFrom("skip", "queue", "replace"),
  coalesce: fc.boolean(),
  alarms: someAlarms,
}, { requiredKeys: ["key", "name", "job_class_string", "pub_args", "cron"] });

const aMonitor = fc.tuple(
  fc.record({
    name: aName,
    timezone: fc.constantFrom("Asia/Taipei", "UTC"),
    grace_seconds: fc.constantFrom(60, 3600, 86_400),
    paused: fc.boolean(),
    manual_resume: fc.boolean(),
    alarms: fc.record({
      failed: fc.constantFrom(false as const, { after: 2 }),
      missed: fc.boolean(),
      long: fc.constantFrom({ seconds: 60 }, { times_p95: 3 }),
      urgent: fc.boolean(),
    }, { requiredKeys: [] }),
  }, { requiredKeys: ["name"] }),
  fc.constantFrom<Record<string, unknown>>(
    { period_seconds: 86_400 },
    { cron: "0 3 * * mon-fri" },
    { hour: "*/6", day_of_week: "sun" },
  ),
).map(([fields, rhythm]) => ({ ...fields, ...rhythm }));

/** Documents whose jobs, monitors, categories and channels name each other. */
const aDocument = fc.record({
  categories: unlike(
    fc.record({
      name: aName.filter((name) => !/^(all|default|other)$/i.test(name)),
      description: fc.constantFrom("", "of the night"),
      alarms: someAlarms,
    }, { requiredKeys: ["name"] }),
  ),
  calendars: unlike(aCalendar),
  channels: unlike(aChannel),
  jobs: fc.array(aJob, { maxLength: 6 }),
  monitors: fc.array(aMonitor, { maxLength: 4 }),
  picks: fc.infiniteStream(fc.nat()),
  isRenamed: fc.boolean(),
}).map(({ jobs, monitors, picks, isRenamed, ...document }) => {
  const pick = <T>(list: readonly T[]): T | undefined =>
    list[picks.next().value as number % (list.length + 1)];
  const placed = jobs.map((job) => {
    const [category, calendar, channel] = [
      pick(document.categories),
      pick(document.calendars),
      pick(document.channels),
    ];
    return {
      ...job,
      ...(category && { category: category.name }),
      ...(calendar && { not_on: [calendar.name] }),
      ...(channel && { alarms: { ...job.alarms, channels: [channel.name] } }),
    };
  });
  const unlikeJobs = placed.filter((job, i) =>
    placed.findIndex((one) => one.key === job.key && one.category === job.category) === i
  );
  const placedMonitors = monitors.map((monitor) => {
    const [category, channel] = [pick(document.categories), pick(document.channels)];
    return {
      ...monitor,
      ...(category && { category: category.name }),
      ...(channel && { alarms: { ...monitor.alarms, channels: [channel.name] } }),
    };
  });
  const unlikeMonitors = placedMonitors.filter(({ name, category }, i) =>
    placedMonitors.findIndex((one) =>
      one.name.toLowerCase() === name.toLowerCase() && one.category === category
    ) === i
  );
  const channel = document.channels[0];
  const categories = document.categories.map((one) => ({
    ...one,
    ...(channel && { alarms: { ...one.alarms, channels: [channel.name] } }),
  }));
  const renamed = { name: "the usual one", default: true, description: "renamed" };
  return {
    ...document,
    categories: isRenamed && !categories.some(({ name }) => name === renamed.name)
      ? [renamed, ...categories]
      : categories,
    jobs: unlikeJobs,
    monitors: unlikeMonitors,
  };
});

Deno.test("export, apply on an empty server, and export give the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(aDocument, async (document) => {
      await using first = await testApi();
      await using second = await testApi();

      const made = await apply(first.admin, document);
      assert.equal(made.status, 200, JSON.stringify(made.body));
      const text = stringify(await exported(first.admin));
      const moved = await apply(second.admin, parse(text));

      assert.equal(moved.status, 200, JSON.stringify(moved.body));
      assert.equal(stringify(await exported(second.admin)), text);
    }),
    { numRuns: 25 },
  );
});

Deno.test("an apply leaves no difference, and a second one changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(aDocument, aDocument, async (document, next) => {
      await using api = await testApi();

      for (const one of [document, next]) {
        const { status, body } = await apply(api.admin, one, "?prune=true");
        // Two documents may give the default category and another one the same name in turn.
        if (status === 409) return;
        assert.equal(status, 200, JSON.stringify(body));
        const before = await exported(api.admin);
        assert.deepEqual((await dryRun(api.admin, one, "&prune=true")).body.steps, []);
        assert.deepEqual((await apply(api.admin, one, "?prune=true")).body.steps, []);
        assert.deepEqual(await exported(api.admin), before);
      }
    }),
    { numRuns: 25 },
  );
});

Deno.test("a conflict stops an apply, which says what was done before", async () => {
  await using api = await testApi();
  await apply(api.admin, { calendars: [{ name: "Used" }], jobs: [] });
  const [{ id }] = (await api.admin.get("/calendars")).body.calendars;
  await makeJob(api.admin, aJobBody({ not_on: [id] }));

  const document = { categories: [{ name: "New" }], calendars: [], jobs: [aJobEntry()] };
  const { status, body } = await apply(api.admin, document, "?prune=true");

  assert.equal(status, 409);
  assert.match(body.error, /^delete calendar "Used": Jobs use the calendar/);
  assert.match(
    body.error,
    /Done before: create category "New", create job "hello"\. Not done: 1\.$/,
  );
});
