import assert from "node:assert/strict";
import fc from "fast-check";
import { type CrontabResult, type FieldName, fromCrontab } from "../../../scheduler/cron/mod.ts";
import { accept, firstRuns, type Given } from "./support.ts";
import { expressions, readAsCron } from "./vixie.ts";

const day = 86_400_000;

function translated(text: string): Given {
  const result = fromCrontab(text);
  assert.ok(result.ok, `${text} is refused: ${JSON.stringify(result)}`);
  return result.fields;
}

function refused(text: string): Extract<CrontabResult, { ok: false }> {
  const result = fromCrontab(text);
  assert.ok(!result.ok, `${text} is accepted: ${JSON.stringify(result)}`);
  return result;
}

Deno.test("fromCrontab() translates each form", () => {
  const table: [text: string, minute_hour_day_month_dayOfWeek: string][] = [
    ["* * * * *", "* * * * *"],
    ["*/5 9-17 * * mon-fri", "*/5 9-17 * * 0-4"],
    ["0 2 * * 1-5", "0 2 * * 0-4"],
    ["05 02 01 01 *", "5 2 1 1 *"],
    ["0,30 0-6,22,23 1,15 * *", "0,30 0-6,22,23 1,15 * *"],
    ["10-50/20 * 2-30/7 * *", "10-50/20 * 2-30/7 * *"],
    ["*/1 */23 * */11 *", "* */23 * */11 *"],
    // Steps that a field takes for an error.
    ["*/60 */24 */31 */12 *", "0 0 1 1 *"],
    ["5-5/1 0-0/7 31-31/2 * *", "5 0 31 * *"],
    ["10-15/6,40 20-23/99 * * *", "10,40 20 * * *"],
    ["0-59/1 0-23 1-31 1-12 *", "0-59 0-23 1-31 1-12 *"],
    [`*/${"9".repeat(200)} * * * *`, "0 * * * *"],
    // Names.
    ["0 0 * jan,JUL-Sep *", "0 0 * 1,7-9 *"],
    ["0 0 * jan-dec/3 *", "0 0 * 1-12/3 *"],
    ["0 0 * 2-oct/4 *", "0 0 * 2-10/4 *"],
    ["0 0 * * SUN", "0 0 * * 6"],
    ["0 0 * * mon-fri/2", "0 0 * * 0,2,4"],
    ["0 0 * * tue-5", "0 0 * * 1-4"],
    // Sunday is 0 and 7.
    ["0 0 * * 0", "0 0 * * 6"],
    ["0 0 * * 7", "0 0 * * 6"],
    ["0 0 * * 0,7", "0 0 * * 6"],
    ["0 0 * * 5-7", "0 0 * * 4-6"],
    ["0 0 * * sun-tue", "0 0 * * 0,1,6"],
    ["0 0 * * sat-sun", "0 0 * * 5,6"],
    ["0 0 * * fri-sun", "0 0 * * 4-6"],
    ["0 0 * * 7-7", "0 0 * * 6"],
    ["0 0 * * 0-7", "0 0 * * *"],
    ["0 0 * * 1-7", "0 0 * * *"],
    ["0 0 * * */2", "0 0 * * 1,3,5,6"],
    ["0 0 * * 1-7/2", "0 0 * * 0,2,4,6"],
    ["0 0 * * */3", "0 0 * * 2,5,6"],
    ["0 0 * * */7", "0 0 * * 6"],
    ["0 0 * * */8", "0 0 * * 6"],
    ["0 0 * * */1", "0 0 * * *"],
    // A field that begins with * leaves day and weekday joined by AND.
    ["0 0 */2 * fri", "0 0 */2 * 4"],
    ["0 0 13 * */2", "0 0 13 * 1,3,5,6"],
    ["0 0 *,5 * fri", "0 0 *,5 * 4"],
    ["0 0 */40 * fri", "0 0 1 * 4"],
    // Joined by OR, and one of the two allows every day: that is every day.
    ["0 0 1-31 * mon", "0 0 * * *"],
    ["0 0 13 * sun-sat", "0 0 * * *"],
    ["0 0 5,* * mon", "0 0 * * *"],
    // Macros and blanks.
    ["@yearly", "0 0 1 1 *"],
    ["@annually", "0 0 1 1 *"],
    ["@monthly", "0 0 1 * *"],
    ["@weekly", "0 0 * * 6"],
    ["@daily", "0 0 * * *"],
    ["@Midnight", "0 0 * * *"],
    [" @hourly\n", "0 * * * *"],
    [" \t*/5  \t9-17\t*   *\t \tmon-fri \n", "*/5 9-17 * * 0-4"],
  ];

  for (const [text, expected] of table) {
    const [minute, hour, day, month, dayOfWeek] = expected.split(" ");
    const fields = translated(text);

    assert.deepEqual(fields, { minute, hour, day, month, dayOfWeek }, text);
    accept(fields);
  }
});

Deno.test("fromCrontab() says why it refuses, and whose fault it is", () => {
  const table: [text: string, reason: RegExp, field?: FieldName][] = [
    ["", /empty/],
    [" \t ", /empty/],
    ["* * * *", /too short.*five: minute, hour, day, month, weekday/],
    ["0 0 0 * * *", /there are 6 fields.*five.*seconds/],
    ["0 0 12 * * ?", /there are 6 fields/],
    ["0, 30 * * * *", /there are 6 fields.*blanks inside a field/],
    ["0 0 * * * /usr/bin/true", /commands/],
    ["CRON_TZ=Asia/Taipei 0 0 * * *", /time zone is given beside/],
    ["0 0 * * *\n1 1 * * *", /one line/],
    ["0 0\u00a0* * *", /one line/],
    [`${"0,".repeat(130)}0 * * * *`, /longer than 256/],
    ["@reboot", /@reboot is no time/],
    ["@every 5m", /"@every" is not a macro.*@hourly/],
    ["@daily /usr/bin/true", /@daily stands alone/],
    ["0 0 L * *", /^L belongs.*last fri/, "day"],
    ["0 0 L-3 * *", /^L belongs/, "day"],
    ["0 0 * * 5L", /^L belongs/, "dayOfWeek"],
    ["0 0 * * friL", /^L belongs/, "dayOfWeek"],
    ["0 0 15W * *", /^W/, "day"],
    ["0 0 LW * *", /^W/, "day"],
    ["0 0 * * 5#2", /^# belongs.*2nd fri/, "dayOfWeek"],
    ["0 0 ? * 1", /^\? belongs to Quartz; write \*/, "day"],
    ["H * * * *", /^H would choose/, "minute"],
    ["H/15 * * * *", /^H would choose/, "minute"],
    ["0 H(0-6) * * *", /^H would choose/, "hour"],
    ["0~30 * * * *", /^~ would choose/, "minute"],
    ["0 0 * * *%", /^% belongs/, "dayOfWeek"],
    ["60 * * * *", /"60" is above the maximum of 59/, "minute"],
    ["* 24 * * *", /above the maximum of 23/, "hour"],
    ["* * 0 * *", /"0" is below the minimum of 1/, "day"],
    ["* * 32 * *", /above the maximum of 31/, "day"],
    ["* * * 13 *", /above the maximum of 12/, "month"],
    ["* * * * 8", /above the maximum of 7/, "dayOfWeek"],
    ["*/0 * * * *", /step of "\*\/0" must be at least 1/, "minute"],
    ["1-5/0 * * * *", /at least 1/, "minute"],
    ["5/10 * * * *", /write 5-59\/10 or 5$/, "minute"],
    ["* * * * tue/2", /write tue-7\/2 or tue$/, "dayOfWeek"],
    ["* 22-2 * * *", /runs backwards; write it as two ranges/, "hour"],
    ["* 5-0 * * *", /runs backwards/, "hour"],
    ["* * * dec-feb *", /runs backwards/, "month"],
    ["* * * * fri-mon", /"fri-mon" runs backwards; write it as two ranges/, "dayOfWeek"],
    ["* * * * fri-sun/2", /Sunday being 0; write 5-7\/2/, "dayOfWeek"],
    ["5, * * * *", /empty part/, "minute"],
    ["5,,6 * * * *", /empty part/, "minute"],
    ["-5 * * * *", /is not a minute/, "minute"],
    ["5.0 * * * *", /is not a minute/, "minute"],
    ["mon * * * *", /"mon" is not a minute; use .*0 to 59$/, "minute"],
    ["* * * january *", /"january" is not a month; use .* or jan\.\.dec$/, "month"],
    ["* * * mon *", /is not a month/, "month"],
    ["* * * * monday", /is not a weekday; use .*0 and 7 are Sunday/, "dayOfWeek"],
    ["* * * * 1-5-7", /is not a weekday/, "dayOfWeek"],
    ["** * * * *", /is not a minute/, "minute"],
    ["*-5 * * * *", /is not a minute/, "minute"],
    ["٣ * * * *", /is not a minute/, "minute"],
    [
      "0 0 13 * fri",
      /^crontab would fire on day 13 OR on weekday fri, and Carillon's fields must both match; make two jobs$/,
      "dayOfWeek",
    ],
    ["0 0 1,15 * mon-fri", /day 1,15 OR on weekday mon-fri/, "dayOfWeek"],
  ];

  for (const [text, reason, field] of table) {
    const refusal = refused(text);

    assert.match(refusal.reason, reason, text);
    assert.equal(refusal.field, field, text);
    assert.equal("field" in refusal, field !== undefined, text);
    assert.ok(refusal.reason.length < 250, refusal.reason);
  }
});

Deno.test("fromCrontab() fires at the minutes at which cron would, or refuses because of OR", () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      expressions,
      fc.integer({ min: Date.UTC(1990, 0, 1) / day, max: Date.UTC(2060, 0, 1) / day }),
      (text, firstDay) => {
        const cron = readAsCron(text);
        const result = fromCrontab(text);
        if (!result.ok) {
          assert.match(result.reason, / OR /, text);
          assert.ok(cron.isUnion, text);
          return;
        }
        assert.ok(!cron.isUnion, text);
        accepted++;
        assert.deepEqual(firstRuns(result.fields, firstDay), cron.firstRuns(firstDay), text);
      },
    ),
    { numRuns: 1500 },
  );
  assert.ok(accepted > 500, `only ${accepted} were accepted`);
});

Deno.test("fromCrontab() never throws, and parseFields() takes what it gives", () => {
  const letters = [..."0123456789*/-,,@?LWH#% \t", "mon", "fri", "jan", "sun", "0 0 * * "];
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom(...letters), { maxLength: 30 }).map((list) => list.join("")),
    fc.array(fc.array(fc.constantFrom(...letters.slice(0, 15)), { minLength: 1, maxLength: 5 }), {
      minLength: 5,
      maxLength: 5,
    }).map((fields) => fields.map((field) => field.join("")).join(" ")),
  );

  fc.assert(
    fc.property(texts, (text) => {
      const result = fromCrontab(text);
      if (result.ok) accept(result.fields);
      else assert.ok(result.reason.length > 0);
    }),
    { numRuns: 5000 },
  );
});
