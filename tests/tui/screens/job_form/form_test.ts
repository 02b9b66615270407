import { strict as assert } from "node:assert";
import { jobPolicyFields, jobPolicyNames } from "../../../../routes/contract/facts.ts";
import { NewJob } from "../../../../routes/contract/jobs/jobs.ts";
import { jobForm } from "../../../../tui/screens/job_form/form.ts";
import { questionOf } from "../../../../tui/screens/job_form/preview.ts";
import { crontabOf } from "../../../../tui/screens/job_form/schedule.ts";
import { withChannel } from "../../../../tui/screens/jobs_form/alarm_channels.ts";
import { changedParts } from "../../../../tui/forms/parts.ts";
import type { Body, FormContext } from "../../../../tui/forms/form_kind.ts";
import { newForm } from "../../../../tui/forms/state.ts";
import { fieldOf } from "../../../../tui/terminal/text_field.ts";
import { textsOf } from "../../../../tui/texts/mod.ts";
import { reduce } from "../../../../tui/state.ts";
import { aCalendar } from "../calendars/support.ts";
import { aJob, aState } from "../../support/builders.ts";
import { awesome, jobClasses, shell } from "../../support/form_server.ts";

const state = aState({ type: "job_classes_read", classes: jobClasses });
const t = textsOf("en");

/** The form of a job with typed values. */
function edited(job: ReturnType<typeof aJob>, typed: Record<string, string> = {}): FormContext {
  const form = newForm(jobForm.valuesOf(job as unknown as Body, state), { record: job });
  const fields = Object.entries(typed).map(([name, text]) => [name, fieldOf(text)]);
  return { form: { ...form, values: { ...form.values, ...Object.fromEntries(fields) } }, state, t };
}

function created(typed: Record<string, string>): FormContext {
  const form = newForm({ ...jobForm.blank(state), ...typed });
  return { form, state, t };
}

const odd = [
  aJob({ pub_args: [{ b: 1, a: [null, "x"] }, "line one\nline two\u202e"] }),
  aJob({ pub_args: ["42", "true"], name: "  kept as it is " }),
  aJob({ pub_args: ["one", ""], day: "3rd fri", day_of_week: "*" }),
  aJob({ pub_args: [], job_class_string: "gone.Class" }),
  aJob({ pub_args: ["sh", "-c", "", "echo", ""], job_class_string: shell }),
  aJob({ day: "1", day_of_week: "0", week: "*/2" }),
];

Deno.test("an unchanged form has exactly the values of the job", () => {
  for (const job of odd) {
    const context = edited(job);
    const { parts, errors } = jobForm.read(context);

    assert.deepEqual(changedParts(jobForm.partsOf(job), parts), []);
    assert.deepEqual(errors, {});
  }
});

Deno.test("calendars are named by their names or numbers", () => {
  const calendars = [aCalendar({ id: 3, name: "Holidays" })];
  const known = reduce(state, { type: "calendars_read", calendars });
  const read = (typed: Record<string, string>) =>
    jobForm.read({ ...edited(aJob(), typed), state: known });

  assert.deepEqual(read({ not_on: "holidays, 7 8" }).parts.not_on, [3, 7, 8]);
  assert.match(read({ only_on: "Easter" }).errors.only_on ?? "", /names or numbers of calendars/);
  const fields = jobForm.fields({ ...edited(aJob()), state: known });
  const { choices } = fields.find(({ name }) => name === "not_on") ?? {};
  assert.deepEqual(choices, [{ value: "3", label: "3 Holidays" }]);
});

Deno.test("arguments are read by their types: text as it is, all else as JSON or as text", () => {
  const read = (first: string, second: string) =>
    jobForm.read(edited(aJob(), { arg0: first, arg1: second })).parts.pub_args;

  assert.deepEqual(read("42", "42"), [42, "42"]);
  assert.deepEqual(read('"42"', '{"a":1}'), ["42", '{"a":1}']);
  assert.deepEqual(read("plain words", ""), ["plain words"]);
});

Deno.test("an argument that was an empty text stays one when another is changed", () => {
  const job = aJob({ job_class_string: shell, pub_args: ["sh", "-c", ""] });

  assert.deepEqual(jobForm.read(edited(job, { arg0: "bash" })).parts.pub_args, ["bash", "-c", ""]);
});

Deno.test("a repeated argument always offers one empty field more", () => {
  const context = edited(aJob({ job_class_string: shell, pub_args: ["df", "-h"] }));
  const names = jobForm.fields(context).map(({ name }) => name).filter((it) => /^arg/.test(it));

  assert.deepEqual(names, ["arg0", "arg1", "arg2"]);
});

Deno.test("another class takes over the arguments", () => {
  const before = edited(aJob({ pub_args: [{ a: 1 }, "text"] }));

  const values = jobForm.follow?.(before, "job_class_string", shell);

  assert.equal(values?.arg0, '{"a":1}');
  assert.equal(values?.arg1, "text");
});

Deno.test("a class that is not known has its arguments as JSON", () => {
  const job = aJob({ job_class_string: "own.Class", pub_args: [1, "two"] });
  const bad = jobForm.read(edited(job, { args: "{}" }));

  assert.deepEqual(jobForm.read(edited(job, { args: "[3]" })).parts.pub_args, [3]);
  assert.equal(bad.errors.args, t.form.notAnArray);
});

Deno.test("crontabOf() gives only expressions that crontab reads alike", () => {
  const fields = { minute: "0", hour: "2", day: "*", month: "*", day_of_week: "*", week: "*" };

  assert.equal(crontabOf(fields), "0 2 * * *");
  assert.equal(crontabOf({ ...fields, day_of_week: "0-4" }), "0 2 * * mon-fri");
  assert.equal(crontabOf({ ...fields, day_of_week: "*/2" }), undefined);
  assert.equal(crontabOf({ ...fields, day: "1", day_of_week: "0" }), undefined);
  assert.equal(crontabOf({ ...fields, day: "last fri" }), undefined);
  assert.equal(crontabOf({ ...fields, week: "1" }), undefined);
});

Deno.test("a new job sends a crontab, and leaves out empty fields", () => {
  const { parts, errors } = jobForm.read(
    created({ name: " nightly ", arg0: "1", cron: "@daily", max_retries: "2" }),
  );

  assert.deepEqual(errors, {});
  assert.deepEqual(jobForm.bodyOf(parts), {
    name: "nightly",
    job_class_string: awesome,
    pub_args: [1],
    cron: "@daily",
    max_retries: 2,
  });
});

Deno.test("typed cron fields are sent as fields", () => {
  const { parts } = jobForm.read(
    created({ name: "n", schedule_kind: "fields", minute: "5", day: "last" }),
  );

  assert.deepEqual(jobForm.bodyOf(parts).minute, "5");
  assert.deepEqual(jobForm.bodyOf(parts).day, "last");
  assert.ok(!("cron" in jobForm.bodyOf(parts)));
});

Deno.test("an error is shown at its field", () => {
  const { errors } = jobForm.read(edited(aJob(), {
    name: " ",
    cron: "",
    timezone: "",
    max_instances: "0",
    timeout_seconds: "12x",
  }));

  assert.deepEqual(Object.keys(errors).sort(), [
    "cron",
    "max_instances",
    "name",
    "timeout_seconds",
    "timezone",
  ]);
});

Deno.test("a refusal of the server belongs to a field of the form", () => {
  const crontab = edited(aJob());
  const six = edited(aJob({ day: "3rd fri" }));
  const unknown = edited(aJob({ job_class_string: "own.Class" }));

  assert.equal(jobForm.fieldOf("pub_args[1]", crontab), "arg1");
  assert.equal(jobForm.fieldOf("pub_args[1]", unknown), "args");
  assert.equal(jobForm.fieldOf("minute", crontab), "cron");
  assert.equal(jobForm.fieldOf("minute", six), "minute");
  assert.equal(jobForm.fieldOf("max_retries", six), "max_retries");
});

Deno.test("the policy of the form is the table of the job policy: its fields, bounds and options", () => {
  for (const field of jobPolicyNames.map((name) => jobPolicyFields[name])) {
    const { wireName } = field;
    const read = (text: string) => jobForm.read(edited(aJob(), { [wireName]: text }));
    const shown = jobForm.fields(edited(aJob())).find(({ name }) => name === wireName);

    if (field.kind === "whole number") {
      const { least, most } = field;
      assert.deepEqual(read(String(least)).parts[wireName], least);
      assert.deepEqual(read(String(most)).parts[wireName], most);
      assert.ok(wireName in read(String(least - 1)).errors, wireName);
      assert.ok(wireName in read(String(most + 1)).errors, wireName);
    } else if (field.kind === "choice") {
      assert.deepEqual(shown?.choices?.map(({ value }) => value), field.options);
    } else {
      assert.deepEqual([read("yes"), read("no")].map(({ parts }) => parts[wireName]), [
        true,
        false,
      ]);
    }
  }
});

Deno.test("the server decides what a time zone is, and its refusal is shown at the field", () => {
  const context = edited(aJob(), { timezone: "Mars/Olympus" });
  const details = [{ field: "timezone", reason: "unknown zone" }];
  const asked = JSON.stringify(questionOf(context));
  const form = { ...context.form, preview: { kind: "refused", asked, details } as const };

  const { errors } = jobForm.read({ ...context, form });

  assert.deepEqual(jobForm.read(context).errors, {});
  assert.deepEqual(errors, { timezone: "unknown zone" });
});

Deno.test("a zone that only a job has can be chosen", () => {
  const job = aJob({ timezone: "Mars/Olympus" });
  const there = aState({ type: "jobs_page", jobs: [job], isLast: true });

  const zones = jobForm.fields({ ...edited(job), state: there })
    .find(({ name }) => name === "timezone")?.choices?.map(({ value }) => value);

  assert.ok(zones?.includes("Mars/Olympus") && zones.includes("Asia/Taipei"));
});

Deno.test("what a form sends fits the contract", () => {
  const context = created({
    name: "n",
    arg0: "x",
    cron: "@daily",
    overlap: "skip",
    coalesce: "no",
  });

  assert.deepEqual(NewJob.safeParse(jobForm.bodyOf(jobForm.read(context).parts)).error, undefined);
});

Deno.test("a calendar that is picked joins the list of the field, once", () => {
  const calendars = [aCalendar({ id: 3, name: "Holidays" }), aCalendar({ id: 4, name: "Night" })];
  const known = reduce(state, { type: "calendars_read", calendars });
  const context = { ...edited(aJob({ not_on: [3] })), state: known };
  const field = jobForm.fields(context).find(({ name }) => name === "not_on");
  const pick = (text: string, value: string) => field?.picked?.(text, value);

  assert.equal(pick("", "4"), "4");
  assert.equal(pick("3", "4"), "3, 4");
  assert.equal(pick("holidays", "4"), "holidays, 4");
  assert.equal(pick("Holidays, 4", "3"), "Holidays, 4");
  assert.deepEqual(field?.choices?.map(({ isPresent }) => isPresent), [true, undefined]);
});

Deno.test("a channel that is picked joins those that are named; none and unknown names give way", () => {
  const channels = [{ id: "a".repeat(32), name: "ops" }, { id: "b".repeat(32), name: "mail" }];
  const known = reduce(state, { type: "channels_loading" });
  const named = reduce(known, { type: "channels_read", channels: channels as never });

  assert.equal(withChannel(named, "ops", "mail"), "ops, mail");
  assert.equal(withChannel(named, "ops, mail", "mail"), "ops, mail");
  assert.equal(withChannel(named, "-", "mail"), "mail");
  assert.equal(withChannel(named, "ops", "-"), "-");
  assert.equal(withChannel(named, "", "mail"), "mail");
});
