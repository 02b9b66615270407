import { strict as assert } from "node:assert";
import { isChanged, newForm, reduceForms, textIn } from "../../../tui/forms/state.ts";
import { fieldOf } from "../../../tui/terminal/text_field.ts";

const key = "job_form 1";
const opened = reduceForms({}, {
  type: "form_opened",
  key,
  form: { ...newForm({ name: "a", cron: "@daily" }), focus: "name" },
});

Deno.test("typing changes a form, and typing it back does not", () => {
  const typed = reduceForms(opened, {
    type: "form_typed",
    key,
    field: "name",
    value: fieldOf("b"),
  });
  const back = reduceForms(typed, { type: "form_typed", key, field: "name", value: fieldOf("a") });

  assert.deepEqual([opened, typed, back].map((it) => isChanged(it[key]!)), [false, true, false]);
});

Deno.test("a refusal moves the cursor to its field, and goes when the user types there", () => {
  const refused = reduceForms(opened, {
    type: "form_refused",
    key,
    refusals: { cron: "is no time" },
    message: "One field is not right yet.",
  });
  const moved = { text: "@daily", cursor: 0 };
  const same = reduceForms(refused, { type: "form_typed", key, field: "cron", value: moved });
  const typed = reduceForms(same, {
    type: "form_typed",
    key,
    field: "cron",
    value: fieldOf("@hourly"),
  });

  assert.equal(refused[key]?.focus, "cron");
  assert.deepEqual(same[key]?.refusals, { cron: "is no time" });
  assert.deepEqual([typed[key]?.refusals, typed[key]?.message], [{}, ""]);
});

Deno.test("fields that depend on another change in the same step", () => {
  const typed = reduceForms(opened, {
    type: "form_typed",
    key,
    field: "kind",
    value: fieldOf("fields"),
    also: { minute: "0" },
  });

  assert.equal(textIn(typed[key]!, "minute"), "0");
});

Deno.test("an unreadable text is kept, counts as a change, and goes with a readable one", () => {
  const broken = reduceForms(opened, { type: "form_text_broken", key, text: "{", message: "no" });
  const read = reduceForms(broken, { type: "form_text_read", key, values: { name: "a" } });

  assert.ok(isChanged(broken[key]!));
  assert.ok(!isChanged(read[key]!));
});

Deno.test("an answer after the form was closed changes nothing", () => {
  const closed = reduceForms(opened, { type: "form_closed", key });

  assert.equal(reduceForms(closed, { type: "form_saving", key }), closed);
});
