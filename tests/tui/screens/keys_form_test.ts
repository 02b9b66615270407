import { strict as assert } from "node:assert";
import { keyForm } from "../../../tui/screens/keys/form.ts";
import { lengthText, secondsOf } from "../../../tui/screens/monitors/looks.ts";
import { monitorForm } from "../../../tui/screens/monitors/form.ts";
import { channelForm } from "../../../tui/screens/channels/form.ts";
import type { FormContext, FormKind } from "../../../tui/forms/form_kind.ts";
import { newForm } from "../../../tui/forms/state.ts";
import { textsOf } from "../../../tui/texts/mod.ts";
import { aState } from "../support/builders.ts";
import { aChannel } from "../support/alarms.ts";
import { aMonitor } from "../support/world.ts";

/** A form in which these texts were typed. */
function typed(kind: FormKind, values: Readonly<Record<string, string>>, record?: unknown) {
  const state = aState();
  const base = record === undefined ? undefined : { record };
  const form = newForm({ ...kind.blank(state), ...values }, base);
  const context: FormContext = { form, state, t: textsOf("en") };
  return kind.read(context);
}

// The clock of the tests stands at 2026-11-22T06:00Z.
const ends: readonly (readonly [string, string | undefined])[] = [
  ["", undefined],
  ["1d", "2026-11-23T23:59:59.000Z"],
  ["2w", "2026-12-06T23:59:59.000Z"],
  ["1m", "2026-12-22T23:59:59.000Z"],
  ["1Y", "2027-11-22T23:59:59.000Z"],
  ["2027-02-28", "2027-02-28T23:59:59.000Z"],
  ["2027-02-28T10:00:00Z", "2027-02-28T10:00:00.000Z"],
  ["2027-02-28t10:00:00+09:00", "2027-02-28T01:00:00.000Z"],
];

for (const [text, at] of ends) {
  Deno.test(`a key that expires at "${text}" expires at ${at ?? "no time"}`, () => {
    const { parts, errors } = typed(keyForm, { name: "k", expires_at: text });

    assert.equal(parts.expires_at, at);
    assert.equal(errors.expires_at, undefined);
  });
}

for (
  const text of [
    "soon",
    "1x",
    "2027-02-31",
    "2027-02-31T10:00:00Z",
    "2027-02-28Tnoon",
    "28.02.2027",
    "5",
  ]
) {
  Deno.test(`a key cannot expire at "${text}"`, () => {
    const { parts, errors } = typed(keyForm, { name: "k", expires_at: text });

    assert.equal(parts.expires_at, undefined);
    assert.equal(errors.expires_at, textsOf("en").form.notADate);
  });
}

Deno.test("a key needs a name, and its name is trimmed", () => {
  assert.equal(typed(keyForm, { name: "  " }).errors.name, textsOf("en").form.required);
  assert.equal(typed(keyForm, { name: " reports " }).parts.name, "reports");
});

Deno.test("lengths of monitors are read as they are typed, and none that is no length", () => {
  assert.deepEqual(["90", "45s", "90m", " 2H ", "1d"].map(secondsOf), [90, 45, 5400, 7200, 86_400]);
  assert.deepEqual(
    ["", "-1m", "1.5h", "1w", "m", "1234567890"].map(secondsOf),
    Array(6).fill(undefined),
  );
  assert.deepEqual([45, 60, 5400, 7200, 86_400, 90_000].map(lengthText), [
    "45s",
    "1m",
    "90m",
    "2h",
    "1d",
    "25h",
  ]);
});

Deno.test("a monitor has a period or cron fields, and not both or none", () => {
  const { oneOfBoth, notALength } = textsOf("en").monitors.form;
  const read = (values: Readonly<Record<string, string>>) =>
    typed(monitorForm, { name: "m", ...values });

  assert.equal(read({ period: "1h", cron: "" }).errors.cron, undefined);
  assert.equal(read({ period: "", cron: "0 * * * *" }).errors.cron, undefined);
  assert.equal(read({ period: "1h", cron: "0 * * * *" }).errors.cron, oneOfBoth);
  assert.equal(read({ period: "", cron: "" }).errors.cron, oneOfBoth);
  assert.equal(read({ period: "often" }).errors.period, notALength);
  assert.equal(read({ grace: "" }).errors.grace, notALength);
});

Deno.test("what a monitor is, is what its form sends unchanged", () => {
  for (
    const monitor of [
      aMonitor(0),
      aMonitor(1, {
        ...{ period_seconds: null, minute: "0", hour: "3", day: "*", month: "*", day_of_week: "*" },
        manual_resume: true,
      }),
    ]
  ) {
    const values = monitorForm.valuesOf(monitor, aState());
    assert.deepEqual(typed(monitorForm, values, monitor).parts, monitorForm.partsOf(monitor));
  }
});

Deno.test("a channel needs what its kind needs, and sends no secret of another kind", () => {
  const { required } = textsOf("en").form;
  const read = (values: Readonly<Record<string, string>>) =>
    typed(channelForm, { name: "c", ...values });

  assert.deepEqual(Object.keys(read({ kind: "webhook" }).errors), ["url"]);
  assert.deepEqual(Object.keys(read({ kind: "pagerduty" }).errors), []);
  assert.deepEqual(Object.keys(read({ kind: "email" }).errors).sort(), ["from", "host", "to"]);
  assert.equal(read({ kind: "slack", url: "" }).errors.url, required);
  const slack = read({ kind: "slack", url: "https://x", secret: "left over" }).parts;
  assert.deepEqual([slack.url, slack.secret, slack.smtp], ["https://x", undefined, null]);
  const pager = read({ kind: "pagerduty", url: "left over", secret: "key" }).parts;
  assert.deepEqual([pager.url, pager.secret], [undefined, "key"]);
});

Deno.test("a channel that is edited keeps its address unless another is typed", () => {
  const channel = aChannel();
  const { parts, errors } = typed(
    channelForm,
    channelForm.valuesOf(channel as never, aState()),
    channel,
  );

  assert.deepEqual(errors, {});
  assert.equal("url" in parts, false);
  assert.equal("secret" in parts, false);
});

Deno.test("quiet hours are read with either dash, and nothing else is taken for them", () => {
  const read = (quiet_hours: string) =>
    typed(channelForm, { name: "c", kind: "ntfy", url: "x", quiet_hours });
  const hours = { from: "22:00", to: "07:00", time_zone: "Asia/Taipei" };

  assert.deepEqual(read("22:00-07:00 Asia/Taipei").parts.quiet_hours, hours);
  assert.deepEqual(read(" 22:00 – 07:00  Asia/Taipei ").parts.quiet_hours, hours);
  assert.equal(read("").parts.quiet_hours, null);
  for (const wrong of ["22-7", "22:00-07:00", "at night", "22:00 07:00 UTC"]) {
    assert.equal(read(wrong).errors.quiet_hours, textsOf("en").channels.form.wrongQuiet, wrong);
  }
});

Deno.test("the recipients of a message are a list, without what is empty", () => {
  const { parts } = typed(channelForm, {
    ...{ name: "c", kind: "email", host: "h", from: "a@x", to: " b@x, ,c@x ," },
  });

  assert.deepEqual((parts.smtp as { to: string[] }).to, ["b@x", "c@x"]);
  assert.equal((parts.smtp as { port: number }).port, 587);
});
