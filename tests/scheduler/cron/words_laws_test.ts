import assert from "node:assert/strict";
import fc from "fast-check";
import {
  compileSchedule,
  type FieldName,
  fieldNames,
  fieldRanges,
  parseFields,
} from "../../../scheduler/cron/mod.ts";
import { describeSchedule, type ScheduleLocale } from "../../../scheduler/cron/words/describe.ts";
import { typedSchedules } from "./arbitraries.ts";
import { accept, fieldsOf, type Given, inWords } from "./support.ts";

const locales: ScheduleLocale[] = ["en", "zh-TW"];

Deno.test("describeSchedule() finds words for every valid schedule", () => {
  fc.assert(
    fc.property(typedSchedules, ({ given }) => {
      for (const locale of locales) {
        const text = inWords(given, locale);

        assert.ok(text.length > 0);
        assert.ok(text.length < 1000, text);
        assert.doesNotMatch(text, /undefined|NaN|null|\[object|  |[.。]$/, text);
        assert.equal(text, text.trim());
        if (locale === "en") assert.match(text, /^[ -~…]+$/);
        else assert.doesNotMatch(text, /[a-z]|\p{Script=Han}[0-9]|[0-9]\p{Script=Han}/u, text);
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test("describeSchedule() says something else once one value more or less is allowed", () => {
  const kinds = fieldNames.map((field): fc.Arbitrary<number[]> => someValues(field));
  fc.assert(
    fc.property(
      fc.tuple(...kinds),
      fc.constantFrom(...fieldNames),
      fc.nat({ max: 1000 }),
      (values, field, pick) => {
        const given = givenOf(values);
        const { min, max } = fieldRanges[field];
        const toggled = min + pick % (max - min + 1);
        const index = fieldNames.indexOf(field);
        const before = values[index]!;
        const after = before.includes(toggled)
          ? before.filter((value) => value !== toggled)
          : [...before, toggled];
        fc.pre(after.length > 0);
        const changed = givenOf(values.with(index, after));

        for (const locale of locales) {
          const text = inWords(given, locale);
          if (/ more\b|其他/.test(text)) continue;
          assert.notEqual(inWords(changed, locale), text, JSON.stringify([given, changed]));
        }
      },
    ),
    { numRuns: 5000 },
  );
});

Deno.test("describeSchedule() reads the same only for schedules that fire alike", () => {
  fc.assert(
    fc.property(
      typedSchedules,
      typedSchedules,
      fc.constantFrom(...fieldNames),
      ({ given }, other, field) => {
        const text = other.given[field];
        if (text === undefined) return;
        const one = accept(given);
        const changed = parseFields({ ...one, [field]: text });
        assert.ok(changed.ok);

        for (const locale of locales) {
          const words = describeSchedule(one, locale);
          if (/ more\b|其他/.test(words)) continue;
          if (describeSchedule(changed.fields, locale) !== words) continue;
          assert.deepEqual(meaningOf(changed.fields), meaningOf(one), words);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

Deno.test("describeSchedule() can be read back to the very times of day", () => {
  fc.assert(
    fc.property(someValues("minute"), someValues("hour"), (minutes, hours) => {
      const text = inWords({ minute: String(minutes), hour: String(hours) }, "en");
      if (text.includes("more")) return;
      const expected = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));

      assert.deepEqual(timesIn(text), expected.toSorted((a, b) => a - b), text);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("describeSchedule() throws for fields that parseFields() refuses", () => {
  assert.throws(() => describeSchedule(fieldsOf("13 * * * * *"), "en"), RangeError);
});

function givenOf(values: readonly number[][]): Given {
  return Object.fromEntries(fieldNames.map((field, n) => [field, String(values[n])]));
}

/** Values as people choose them: all, one, a range, a step, a few, and sometimes any. */
function someValues(field: FieldName): fc.Arbitrary<number[]> {
  const { min, max } = fieldRanges[field];
  const every = (first: number, last: number, step: number) => {
    const values = [];
    for (let value = first; value <= last; value += step) values.push(value);
    return values;
  };
  const all = every(min, max, 1);
  const number = fc.integer({ min, max });
  const pair = fc.tuple(number, number).map(([a, b]) => a < b ? [a, b] as const : [b, a] as const);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(all) },
    number.map((value) => [value]),
    pair.map(([first, last]) => every(first, last, 1)),
    fc.tuple(number, fc.integer({ min: 1, max: 12 })).map(([first, step]) =>
      every(min + first % step, max, step)
    ).filter((values) => values.length > 0),
    fc.tuple(pair, fc.integer({ min: 1, max: 12 })).map(([[first, last], step]) =>
      every(first, last, step)
    ),
    fc.tuple(pair, pair).map((ranges) =>
      all.filter((value) => ranges.some(([first, last]) => first <= value && value <= last))
    ),
    fc.subarray(all, { minLength: 1, maxLength: 5 }),
    fc.subarray(all, { minLength: 1 }),
  );
}

/** All that decides when a schedule fires: its minutes, its hours, and its dates in 40 years. */
function meaningOf(fields: ReturnType<typeof accept>) {
  const { minutes, hours, dates } = compileSchedule(fields);
  const days: number[] = [];
  const end = 20_000 + 40 * 366;
  let day = dates.next(20_000, end);
  while (day !== undefined) {
    days.push(day);
    day = dates.next(day + 1, end);
  }
  return { minutes: [...minutes], hours: [...hours], days };
}

/** Reads English times of day as a person would. Nothing here comes from the code under test. */
function timesIn(text: string): number[] {
  const time = text.replace(/,? every day$/, "");
  const every = /^every (?:(\d+) )?(minute|hour)s?(?: (from .*))?$/.exec(time);
  if (every) {
    const step = Number(every[1] ?? 1) * (every[2] === "hour" ? 60 : 1);
    const windows = [
      ...(every[3] ?? "from 00:00 to 23:59").matchAll(/from (\S+) to (\S+?)(?=,| |$)/g),
    ];
    return windows.flatMap(([, from, to]) => {
      const first = minuteOfDay(from!);
      const length = minuteOfDay(to!) - first;
      assert.ok(every[3] === undefined || length % step === 0, text);
      return Array.from({ length: Math.floor(length / step) + 1 }, (_, n) => first + n * step);
    });
  }
  const past = /^(?:at minutes? (.*) past|every minute of) (?:every hour|hours? (.*))$/.exec(time);
  if (past) {
    const minutes = numbersIn(past[1] ?? "0 to 59");
    return numbersIn(past[2] ?? "0 to 23")
      .flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  }
  const clock = /^at (.*)$/.exec(time);
  assert.ok(clock, text);
  return clock[1]!.split(/, | and /).map(minuteOfDay);
}

function numbersIn(text: string): number[] {
  const words = text.split(/, | and /);
  const gap = words.indexOf("…");
  if (gap >= 0) {
    assert.equal(gap, words.length - 2, text);
    const [first, second, third, , last] = words.map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const step = second - first;
    assert.equal(third - second, step, text);
    assert.equal((last - first) % step, 0, text);
    return Array.from({ length: (last - first) / step + 1 }, (_, n) => first + n * step);
  }
  return words.flatMap((word) => {
    const [first, last] = word.split(" to ").map(Number) as [number, number?];
    return Array.from({ length: (last ?? first) - first + 1 }, (_, n) => first + n);
  });
}

function minuteOfDay(clock: string): number {
  assert.match(clock, /^\d\d:\d\d$/);
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}
