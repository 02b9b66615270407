import fc from "fast-check";
import { type FieldName, fieldNames } from "../../../scheduler/cron/mod.ts";
import { isLastOfMonth, isoWeekOf, type Matches, weekdayOf } from "./reference.ts";
import type { Given } from "./support.ts";

/** Fields as a person might type them, with a meaning that does not come from the parser. */
export interface TypedSchedule {
  given: Given;
  matches: Matches;
  runsEveryHour: boolean;
}

interface TypedField {
  text: string;
  matches: Matches;
  /** How many of the field's values the text allows, if the text consists of values. */
  allows: number;
}

interface TypedPart {
  text: string;
  values: number[];
  /** A part of `day` that is no number. */
  matches?: Matches;
}

const ranges: Record<FieldName, [min: number, max: number]> = {
  month: [1, 12],
  day: [1, 31],
  week: [1, 53],
  dayOfWeek: [0, 6],
  hour: [0, 23],
  minute: [0, 59],
};
const readers: Record<FieldName, (wall: Date) => number> = {
  month: (wall) => wall.getUTCMonth() + 1,
  day: (wall) => wall.getUTCDate(),
  week: isoWeekOf,
  dayOfWeek: weekdayOf,
  hour: (wall) => wall.getUTCHours(),
  minute: (wall) => wall.getUTCMinutes(),
};
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** Any mix of the six fields, at least one of them. */
export const typedSchedules: fc.Arbitrary<TypedSchedule> = fc.record({
  month: mostly("month", 4),
  day: mostly("day", 3),
  week: mostly("week", 6),
  dayOfWeek: mostly("dayOfWeek", 3),
  hour: mostly("hour", 1),
  minute: fieldTyped("minute"),
}).chain((typed) =>
  fc.subarray([...fieldNames], { minLength: 1 }).map((names) => combine(typed, names))
);

function combine(typed: Record<FieldName, TypedField>, names: FieldName[]): TypedSchedule {
  const least = Math.max(...names.map((name) => fieldNames.indexOf(name)));
  const given: Given = {};
  const tests: Matches[] = [];
  let hoursAllowed = 24;
  for (const [index, name] of fieldNames.entries()) {
    if (names.includes(name)) {
      given[name] = typed[name].text;
      tests.push(typed[name].matches);
      if (name === "hour") hoursAllowed = typed.hour.allows;
    } else if (index > least && name !== "week" && name !== "dayOfWeek") {
      tests.push((wall) => readers[name](wall) === ranges[name][0]);
      if (name === "hour") hoursAllowed = 1;
    }
  }
  return {
    given,
    matches: (wall) => tests.every((test) => test(wall)),
    runsEveryHour: hoursAllowed === 24,
  };
}

/** `*` this many times for each other text; otherwise most schedules would fire rarely. */
function mostly(name: FieldName, weight: number): fc.Arbitrary<TypedField> {
  const every: TypedField = { text: "*", matches: () => true, allows: Infinity };
  const [min, max] = ranges[name];
  return fc.oneof(
    { weight, arbitrary: fc.constant({ ...every, allows: max - min + 1 }) },
    { weight: 1, arbitrary: fieldTyped(name) },
  );
}

function fieldTyped(name: FieldName): fc.Arbitrary<TypedField> {
  const separators = fc.constantFrom(",", ", ", " , ");
  return fc.tuple(fc.array(part(name), { minLength: 1, maxLength: 4 }), separators)
    .map(([parts, separator]) => {
      const values = new Set(parts.flatMap((each) => each.values));
      return {
        text: parts.map((each) => each.text).join(separator),
        matches: (wall) =>
          values.has(readers[name](wall)) || parts.some((each) => each.matches?.(wall) ?? false),
        allows: values.size,
      };
    });
}

function part(name: FieldName): fc.Arbitrary<TypedPart> {
  const parts = [numbers(name), fc.constant({ text: "*", values: list(...ranges[name], 1) })];
  const [min, max] = ranges[name];
  parts.push(
    fc.integer({ min: 1, max: max - min }).map((step) => ({
      text: `*/${step}`,
      values: list(min, max, step),
    })),
  );
  if (name === "month") parts.push(named(months, 1));
  if (name === "dayOfWeek") parts.push(named(weekdays, 0));
  if (name === "day") {
    parts.push(weekdayOfMonth());
    parts.push(fc.constant({ text: "last", values: [], matches: (wall) => isLastOfMonth(wall) }));
  }
  return fc.oneof(...parts);
}

function numbers(name: FieldName): fc.Arbitrary<TypedPart> {
  const [min, max] = ranges[name];
  const number = fc.integer({ min, max });
  return fc.record({ a: number, b: number, step: fc.integer({ min: 1, max: max - min }) })
    .chain(({ a, b, step }) => {
      const [first, last] = a < b ? [a, b] : [b, a];
      const forms: TypedPart[] = [
        { text: `${first}`, values: [first] },
        { text: `0${first}`, values: [first] },
        { text: `${first}-${last}`, values: list(first, last, 1) },
      ];
      if (step <= last - first) {
        forms.push({ text: `${first}-${last}/${step}`, values: list(first, last, step) });
      }
      if (step <= max - first) {
        forms.push({ text: `${first}/${step}`, values: list(first, max, step) });
      }
      if (min === 0) forms.push({ text: `0-0/${step}`, values: [0] });
      return fc.constantFrom(...forms);
    });
}

function named(names: string[], min: number): fc.Arbitrary<TypedPart> {
  const index = fc.nat({ max: names.length - 1 });
  return fc.tuple(index, index, fc.boolean(), fc.constantFrom("", "/2", "#1", "-")).map(
    ([a, b, upper, rest]) => {
      const [first, last] = a < b ? [a, b] : [b, a];
      const text = first === last ? names[first]! : `${names[first]}-${names[last]}`;
      return {
        text: (upper ? text.toUpperCase() : text) + rest,
        values: list(first + min, last + min, 1),
      };
    },
  );
}

function weekdayOfMonth(): fc.Arbitrary<TypedPart> {
  const positions = ["1st", "2nd", "3rd", "4th", "5th", "last"];
  return fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 6 })).map(([position, weekday]) => ({
    text: `${positions[position]} ${weekdays[weekday]}`,
    values: [],
    matches: (wall) => {
      if (weekdayOf(wall) !== weekday) return false;
      if (position === 5) return isLastOfMonth(wall, 6);
      return Math.floor((wall.getUTCDate() - 1) / 7) === position;
    },
  }));
}

function list(first: number, last: number, step: number): number[] {
  const values = [];
  for (let value = first; value <= last; value += step) values.push(value);
  return values;
}
