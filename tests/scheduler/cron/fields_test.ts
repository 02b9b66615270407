import assert from "node:assert/strict";
import { type FieldName, fieldNames, parseFields } from "../../../scheduler/cron/mod.ts";
import { accept, fieldsOf, type Given, refuse } from "./support.ts";

Deno.test("parseFields() fills in missing fields by the least significant given one", () => {
  const table: [Given, string][] = [
    [{ minute: "30" }, "* * * * * 30"],
    [{ hour: "6" }, "* * * * 6 0"],
    [{ hour: "*" }, "* * * * * 0"],
    [{ dayOfWeek: "wed" }, "* * * wed 0 0"],
    [{ week: "10" }, "* * 10 * 0 0"],
    [{ day: "15" }, "* 15 * * 0 0"],
    [{ month: "3" }, "3 1 * * 0 0"],
    [{ day: "15", minute: "5" }, "* 15 * * * 5"],
    [{ month: "3", hour: "6" }, "3 * * * 6 0"],
    [{ month: "3", week: "10" }, "3 * 10 * 0 0"],
    [{ month: "3", dayOfWeek: "0" }, "3 * * 0 0 0"],
    [{ week: "*", hour: "1" }, "* * * * 1 0"],
    [{ minute: "*" }, "* * * * * *"],
  ];

  for (const [given, expected] of table) {
    assert.deepEqual(accept(given), fieldsOf(expected), JSON.stringify(given));
  }
});

Deno.test("parseFields() asks for at least one field", () => {
  const [error, ...others] = refuse({});

  assert.equal(error?.field, "minute");
  assert.match(error.reason, /at least one of the cron fields must be given/);
  assert.deepEqual(others, []);
});

Deno.test("parseFields() normalises a field's text", () => {
  const table: [FieldName, string, string][] = [
    ["minute", " 5 , 10 ,15 ", "5,10,15"],
    ["minute", "\t5\n", "5"],
    ["day", "LAST SUN", "last sun"],
    ["day", "2nd   fri", "2nd fri"],
    ["day", "1ST MON", "1st mon"],
    ["day", "1st mon-fri", "1st mon"],
    ["day", "lastday", "last"],
    ["day", "last-fri", "last"],
    ["day", "last", "last"],
    ["day", "last  fri#2", "last fri"],
    ["day", "last -", "last"],
    ["month", "OCT-DEC", "oct-dec"],
    ["month", "jan-dec/3", "jan-dec"],
    ["month", "jan/3", "jan"],
    ["month", "03", "3"],
    ["dayOfWeek", "mon-fri/2", "mon-fri"],
    ["dayOfWeek", "mon-", "mon"],
    ["dayOfWeek", "fri#2", "fri"],
    ["dayOfWeek", "wed-5", "wed"],
    ["dayOfWeek", "mon-mon", "mon"],
    ["dayOfWeek", "6", "6"],
    ["dayOfWeek", "0-4", "0-4"],
    ["minute", "5-5", "5"],
    ["minute", "05", "5"],
    ["minute", "0000005-010/02", "5-10/2"],
    ["minute", "0,0,30", "0,0,30"],
    ["minute", "*/05", "*/5"],
    ["minute", "*/1", "*/1"],
    ["minute", "5/10", "5/10"],
    ["minute", "0-59/59", "0-59/59"],
    ["week", "*/52", "*/52"],
    ["minute", "0-0/7", "0"],
    ["hour", "0-0/5", "0"],
    ["hour", "0-0/23", "0"],
    ["dayOfWeek", "0-0/6", "0"],
    ["minute", "3,00-0/59,4", "3,0,4"],
  ];

  for (const [field, text, expected] of table) {
    assert.equal(accept({ [field]: text })[field], expected, `${field} ${JSON.stringify(text)}`);
  }
});

Deno.test("parseFields() refuses what is not in the grammar", () => {
  const table: Record<FieldName, string[]> = {
    minute: [
      ...["60", "*/0", "1-5/0", "*/60", "10-15/6", "5-5/1", "59/1", "0/60", "0-0/60", "60/5"],
      ...["", " ", "5,", ",5", "5,,6", ",", "5, ,6", "1- 2", "1 2", "*/5 * * * *", "5\t,6"],
      ...["-5", "5-", "/5", "5.0", "+1", "?", "@hourly", "noon", "mon", "5m", "*5", "**", "*/"],
      ...["1-2-3", "1/2/3", "*-5", "٣", "５", "1e1", "0x5", "*/*", "5-1", "99999999999999999999"],
    ],
    hour: ["24", "22-2", "*/24", "23/1", "0-24", "1-24", "jan", "mon", "last"],
    day: [
      ...["0", "32", "*/31", "31/1", "L", "15W", "mon", "1st", "6th mon", "1st monday", "last day"],
      ...["last 5", "1stmon", "1st\tmon", "last xyz", "last mon_", "last sunä", "0th mon", "jan"],
      ...["first mon", "5-5/1", "30-31/2", "la st", "-1"],
    ],
    month: [
      "0",
      "13",
      "dec-jan",
      "*/12",
      "12/1",
      "january",
      "mon",
      "jan-foo",
      "jan-december",
      "las",
    ],
    week: ["0", "54", "*/53", "53/1", "mon", "last"],
    dayOfWeek: [
      ...["7", "6-0", "fri-mon", "sun-sat", "*/7", "6/1", "5#2", "5L", "monday", "jan", "last"],
      ...["last fri", "mon-monday", "1st mon", "0-0/7", "0-mon", "5-fri", "#mon", "mon,,fri"],
    ],
  };

  for (const field of fieldNames) {
    for (const text of table[field]) {
      const errors = refuse({ [field]: text });
      assert.deepEqual(errors.map((error) => error.field), [field], text);
    }
  }
});

Deno.test("parseFields() says what is wrong", () => {
  const table: [FieldName, string, string][] = [
    ["minute", "60", '"60" is above the maximum of 59'],
    ["day", "5,0", '"0" is below the minimum of 1'],
    ["hour", "22-2", '"22-2" runs backwards; write it as two ranges with a comma between'],
    ["minute", "*/0", 'the step of "*/0" must be at least 1'],
    ["hour", "*/24", 'the step of "*/24" is above the maximum of 23'],
    ["minute", "10-15/6", 'the step of "10-15/6" is above 5, the distance from 10 to 15'],
    ["minute", "5-5/1", '"5-5/1" leaves no room for a step; use 5'],
    ["minute", "  ", "the text is empty; use * to allow every value"],
    ["minute", "5,,6", "there is an empty part before or after a comma"],
    ["minute", "noon", '"noon" does not fit; use *, */2, 1, 1-5, 1-5/2, 1/2'],
    ["minute", "1- 2", '"1- 2" does not fit; use *, */2, 1, 1-5, 1-5/2, 1/2, without spaces'],
    [
      "dayOfWeek",
      "monday",
      '"monday" is not a weekday name; use mon..sun or 0 (Monday) to 6 (Sunday)',
    ],
    ["month", "january", '"january" is not a month name; use jan..dec or 1 to 12'],
    ["day", "last friday", '"friday" is not a weekday name; use mon..sun'],
    ["minute", "9".repeat(600), "the text is longer than 512 characters"],
  ];

  for (const [field, text, reason] of table) {
    assert.deepEqual(refuse({ [field]: text }), [{ field, reason }]);
  }
});

Deno.test("parseFields() reports every bad field, in the order of the fields", () => {
  const errors = refuse({ minute: "60", hour: "6", day: "x", month: "0" });

  assert.deepEqual(errors.map((error) => error.field), ["month", "day", "minute"]);
});

Deno.test("parseFields() echoes the beginning of a long text only", () => {
  const [error] = refuse({ minute: "x".repeat(500) });

  assert.match(error!.reason, /^"x{39}…" does not fit/);
});

Deno.test("parseFields() has room for every value of a field, with spaces around the commas", () => {
  const every = Array.from({ length: 60 }, (_, minute) => minute);

  assert.equal(accept({ minute: every.join("  , ") }).minute, every.join(","));
});

Deno.test("a field is not given when it is undefined, and is bad when it is empty", () => {
  assert.ok(parseFields({ ...{ hour: undefined } as unknown as Given, minute: "1" }).ok);
  assert.deepEqual(refuse({ hour: "", minute: "1" }).map((error) => error.field), ["hour"]);
});
