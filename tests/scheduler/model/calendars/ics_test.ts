import assert from "node:assert/strict";
import { readIcs } from "../../../../scheduler/model/calendars/ics.ts";
import { day } from "../../../../scheduler/model/time.ts";

const now = Date.parse("2026-03-02T10:00Z");

function ics(...events: string[][]): string {
  const lines = events.flatMap((event, i) => ["BEGIN:VEVENT", `UID:${i}`, ...event, "END:VEVENT"]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test", ...lines, "END:VCALENDAR", ""]
    .join("\r\n");
}

function read(...events: string[][]) {
  const { dates, times, knownUntil } = readIcs(ics(...events), "Asia/Taipei", now);
  return {
    dates: dates.map(({ from, to, name }) => `${iso(from * day)}/${iso(to * day)} ${name}`.trim()),
    times: times.map(({ from, to }) => [from, to].map((at) => new Date(at).toISOString())),
    knownUntil,
  };
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

Deno.test("readIcs() reads whole days with their names, DTEND not included", () => {
  const { dates, knownUntil } = read(
    ["DTSTART;VALUE=DATE:20260404", "SUMMARY:兒童節"],
    ["DTSTART;VALUE=DATE:20270206", "DTEND;VALUE=DATE:20270211", "SUMMARY:春節"],
  );

  assert.deepEqual(dates, ["2026-04-04/2026-04-04 兒童節", "2027-02-06/2027-02-10 春節"]);
  assert.equal(knownUntil, undefined);
});

Deno.test("readIcs() works out yearly events for ten years, without the exceptions", () => {
  const { dates, knownUntil } = read([
    "DTSTART;VALUE=DATE:20201225",
    "RRULE:FREQ=YEARLY",
    "EXDATE;VALUE=DATE:20281225",
  ]);

  const years = [2025, 2026, 2027, 2029, 2030, 2031, 2032, 2033, 2034, 2035];
  assert.deepEqual(dates, years.map((year) => `${year}-12-25/${year}-12-25`));
  assert.ok(knownUntil !== undefined && knownUntil > Date.parse("2036-01-01"));
});

Deno.test("readIcs() takes a changed repetition in place of the one that it changes", () => {
  const text = ics(
    ["DTSTART:20260309T080000Z", "DTEND:20260309T090000Z", "RRULE:FREQ=DAILY;COUNT=3"],
  ).replace(
    "END:VCALENDAR",
    "BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID:20260310T080000Z\r\nDTSTART:20260310T120000Z\r\n" +
      "DTEND:20260310T130000Z\r\nEND:VEVENT\r\nEND:VCALENDAR",
  );

  const { times } = readIcs(text, "UTC", now);

  assert.deepEqual(times.map(({ from }) => new Date(from).toISOString()), [
    "2026-03-09T08:00:00.000Z",
    "2026-03-10T12:00:00.000Z",
    "2026-03-11T08:00:00.000Z",
  ]);
});

Deno.test("readIcs() reads times in their zone, and floating times in that of the calendar", () => {
  const { times } = read(
    ["DTSTART;TZID=Europe/Berlin:20260328T230000", "DTEND;TZID=Europe/Berlin:20260329T040000"],
    ["DTSTART:20260401T090000", "DURATION:PT2H"],
  );

  assert.deepEqual(times, [
    ["2026-03-28T22:00:00.000Z", "2026-03-29T02:00:00.000Z"],
    ["2026-04-01T01:00:00.000Z", "2026-04-01T03:00:00.000Z"],
  ]);
});

Deno.test("readIcs() leaves out cancelled events and those of long ago", () => {
  const { dates } = read(
    ["DTSTART;VALUE=DATE:20260404", "STATUS:CANCELLED"],
    ["DTSTART;VALUE=DATE:20190404"],
  );

  assert.deepEqual(dates, []);
});

Deno.test("readIcs() refuses what is no calendar, and repetitions without bound", () => {
  const secondly = ics([
    "DTSTART:20260309T080000Z",
    "DTEND:20260309T080001Z",
    "RRULE:FREQ=SECONDLY",
  ]);
  for (const text of ["", "hello", "BEGIN:VCALENDAR", "BEGIN:VCARD\r\nEND:VCARD\r\n"]) {
    assert.throws(() => readIcs(text, "UTC", now), { code: "invalid", message: /^ics: must be/ });
  }
  assert.throws(() => readIcs(secondly, "UTC", now), { code: "invalid", message: /^ics: has/ });
});
