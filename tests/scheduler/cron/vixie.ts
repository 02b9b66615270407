import fc from "fast-check";

const minute = 60_000;
const day = 1440 * minute;
export const runsCompared = 40;
export const daysCompared = 3 * 366;

/** A crontab entry as bits, as Vixie cron keeps it. Nothing here comes from the code under test. */
export function readAsCron(text: string) {
  const [minutes, hours, days, months, weekdays] = text.split(/[ \t]+/) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const bits = {
    minutes: cronBits(minutes, 0, 59, []),
    hours: cronBits(hours, 0, 23, []),
    days: cronBits(days, 1, 31, []),
    months: cronBits(months, 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec".split(" ")),
    weekdays: cronBits(weekdays, 0, 7, "sun mon tue wed thu fri sat".split(" ")),
  };
  if (bits.weekdays[0] || bits.weekdays[7]) bits.weekdays[0] = bits.weekdays[7] = true;
  const isAnd = days.startsWith("*") || weekdays.startsWith("*");
  const matchesDay = (date: Date) => {
    const onDay = bits.days[date.getUTCDate()] === true;
    const onWeekday = bits.weekdays[date.getUTCDay()] === true;
    return bits.months[date.getUTCMonth() + 1] === true &&
      (isAnd ? onDay && onWeekday : onDay || onWeekday);
  };
  const allSet = (list: boolean[], from: number, to: number) =>
    list.slice(from, to + 1).filter((bit) => bit).length === to - from + 1;
  return {
    isUnion: !isAnd && !allSet(bits.days, 1, 31) && !allSet(bits.weekdays, 0, 6),
    firstRuns(firstDay: number): number[] {
      const runs: number[] = [];
      for (let n = firstDay; n < firstDay + daysCompared; n++) {
        if (!matchesDay(new Date(n * day))) continue;
        for (let time = n * day; time < (n + 1) * day; time += minute) {
          const at = new Date(time);
          if (!bits.hours[at.getUTCHours()] || !bits.minutes[at.getUTCMinutes()]) continue;
          runs.push(time);
          if (runs.length === runsCompared) return runs;
        }
      }
      return runs;
    },
  };
}

function cronBits(text: string, min: number, max: number, names: string[]): boolean[] {
  const bits: boolean[] = [];
  const read = (word: string) => {
    const index = names.indexOf(word.toLowerCase());
    return index >= 0 ? index + min : parseInt(word, 10);
  };
  for (const part of text.split(",")) {
    const [range = "", step = "1"] = part.split("/");
    let [first, last] = range === "*" ? [min, max] : range.split("-").map(read);
    last ??= first!;
    if (first! > last && last === 0) last = 7;
    for (let value = first!; value <= last; value += parseInt(step, 10)) bits[value] = true;
  }
  return Array.from({ length: max + 1 }, (_, n) => bits[n] ?? false);
}

/** Expressions of every form that cronie takes. Many fields are `*`, so that the expressions fire often. */
export const expressions = fc.tuple(
  cronField(0, 59, 1),
  cronField(0, 23, 2),
  cronField(1, 31, 2),
  cronField(1, 12, 3, "jan feb mar apr may jun jul aug sep oct nov dec".split(" ")),
  cronField(0, 7, 2, "sun MON Tue wed thu fri sat".split(" ")),
  fc.constantFrom(" ", "\t", "  ", " \t "),
).map(([minute, hour, day, month, weekday, blank]) =>
  [minute, hour, day, month, weekday].join(blank)
);

function cronField(
  min: number,
  max: number,
  weight: number,
  names: string[] = [],
): fc.Arbitrary<string> {
  const number = fc.integer({ min, max });
  const word = (value: number) =>
    fc.constantFrom(...[String(value), `0${value}`, names[value - min]].filter((text) => text));
  const step = fc.oneof(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 2 * max }));
  const range = fc.tuple(number, number).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    .chain(([a, b]) => fc.tuple(word(a), word(b)).map(([first, last]) => `${first}-${last}`));
  const part = fc.oneof(
    number.chain(word),
    range,
    fc.tuple(range, step).map(([text, each]) => `${text}/${each}`),
    step.map((each) => `*/${each}`),
    fc.constant("*"),
    fc.constant(max === 7 ? "fri-sun" : "*"),
  );
  return fc.oneof(
    { weight, arbitrary: fc.constant("*") },
    { weight: 1, arbitrary: fc.array(part, { minLength: 1, maxLength: 3 }).map(String) },
  );
}
