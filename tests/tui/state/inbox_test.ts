import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { Alarm } from "../../../routes/contract/alarms/alarms.ts";
import {
  alarmedJobs,
  asideCount,
  asideOf,
  groupOf,
  inboxOf,
  isGroupId,
  isSnoozed,
  stageOf,
} from "../../../tui/state/inbox.ts";
import { folded } from "../../../tui/texts/reason.ts";
import { anAlarm } from "../support/alarms.ts";
import { iso, start } from "../support/builders.ts";

const minute = 60_000;
const job = (name: string) => ({ job_id: name.padStart(32, "0"), name });
const acknowledged = { user: "mika", time: iso(start), note: "" } as Alarm["acknowledged"];

function holding(alarms: readonly Alarm[], now = start) {
  const byId = new Map(alarms.map((alarm) => [alarm.alarm_id, alarm]));
  return { alarms: { byId } as never, now };
}

Deno.test("stageOf() says what an alarm waits for: an acknowledgement counts before a snooze", () => {
  const stage = (given: Partial<Alarm>) => stageOf(anAlarm(job("a"), given), start);

  assert.equal(stage({}), "open");
  assert.equal(stage({ acknowledged }), "acknowledged");
  assert.equal(stage({ snoozed_until: "recovery" }), "snoozed");
  assert.equal(stage({ acknowledged, snoozed_until: "recovery" }), "acknowledged");
  assert.equal(stage({ state: "closed", acknowledged }), "closed");
});

Deno.test("isSnoozed() ends at its time", () => {
  const until = (snoozed_until: string) => isSnoozed(anAlarm(job("a"), { snoozed_until }), start);

  assert.ok(until(iso(start + 1)));
  assert.equal(until(iso(start)), false);
  assert.equal(until(""), false);
  assert.ok(until("recovery"));
});

Deno.test("folded() makes one text of errors that differ in numbers, ids and addresses", () => {
  const same = [
    ["exit status 1", "exit status 255"],
    ["no route to 10.0.0.1:5432", "no route to 192.168.7.12:80"],
    ["run 19a87480 was lost", "run deadbeef0123 was lost"],
    [
      "id 123e4567-e89b-12d3-a456-426614174000 gone",
      "id 00000000-0000-0000-0000-000000000001 gone",
    ],
    ["took 1,234.5 s", "took 9 s"],
    ["Failed\n  at line 3", "failed at line 12"],
  ] as const;
  for (const [one, other] of same) assert.equal(folded(one), folded(other));

  assert.notEqual(folded("connection refused"), folded("connection reset"));
  assert.equal(folded("the facade is bad"), "the facade is bad");
  assert.equal(folded("  磁碟 已滿  9 % "), "磁碟 已滿 # %");
});

Deno.test("folded() is at most 200 characters long and folds to itself, for any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
    const once = folded(text);

    assert.ok(once.length <= 200);
    if (once.length < 200) assert.equal(folded(once), once);
  }));
});

const [old, young] = [
  anAlarm(job("a"), {
    ...{ alarm_id: "1", reason: "exit status 1", count: 3 },
    ...{ opened_time: iso(start - 20 * minute), last_time: iso(start - minute) },
  }),
  anAlarm(job("b"), {
    ...{ alarm_id: "2", reason: "exit status 2", count: 4 },
    ...{ opened_time: iso(start - 10 * minute), last_time: iso(start - 9 * minute) },
  }),
];

Deno.test("alarms of one error are one group: counted together, since the first, with the last reason", () => {
  const [group, ...others] = inboxOf(holding([old!, young!]));

  assert.deepEqual(others, []);
  assert.equal(group?.count, 7);
  assert.equal(group?.since, old!.opened_time);
  assert.equal(group?.last.alarm_id, "1");
  assert.deepEqual(group?.alarms.map(({ alarm_id }) => alarm_id), ["2", "1"]);
  assert.deepEqual(group?.names, ["b", "a"]);
});

Deno.test("a group is as old as its oldest alarm, whichever was seen last", () => {
  const seen = { ...young!, last_time: iso(start) };
  const [group] = inboxOf(holding([seen, old!]));

  assert.equal(group?.last.alarm_id, "2");
  assert.equal(group?.since, old!.opened_time);
});

Deno.test("alarms that were opened at the same moment have an order of their own", () => {
  const twins = ["8", "9"].map((alarm_id) => ({ ...young!, alarm_id }));
  const order = (some: Alarm[]) =>
    inboxOf(holding(some))[0]?.alarms.map(({ alarm_id }) => alarm_id);

  assert.deepEqual(order(twins), ["9", "8"]);
  assert.deepEqual(order(twins.toReversed()), ["9", "8"]);
});

Deno.test("one error of two kinds is two groups, and a name stands once in each", () => {
  const late = { ...young!, alarm_id: "3", kind: "late" } as Alarm;
  const again = { ...old!, alarm_id: "4" };
  const groups = inboxOf(holding([old!, young!, late, again]));

  assert.equal(groups.length, 2);
  assert.deepEqual(groups.find(({ last }) => last.kind === "failed")?.names, ["b", "a"]);
});

Deno.test("the newest group is the first, and equal times are ordered by the text", () => {
  const at = (alarm_id: string, reason: string, opened: number) =>
    anAlarm(job(alarm_id), { alarm_id, reason, opened_time: iso(opened) });
  const alarms = [
    at("1", "zebra", start - minute),
    at("2", "older", start - 2 * minute),
    at("3", "ape", start - minute),
  ];
  const reasons = (some: Alarm[]) => inboxOf(holding(some)).map(({ last }) => last.reason);

  assert.deepEqual(reasons(alarms), ["ape", "zebra", "older"]);
  assert.deepEqual(reasons(alarms.toReversed()), ["ape", "zebra", "older"]);
});

Deno.test("what is acknowledged or snoozed is aside, and what is closed is nowhere", () => {
  const alarms = [
    old!,
    { ...young!, reason: "acknowledged", acknowledged },
    { ...young!, alarm_id: "5", reason: "snoozed", snoozed_until: "recovery" },
    { ...young!, alarm_id: "6", reason: "closed", state: "closed" } as Alarm,
  ];
  const state = holding(alarms);

  assert.deepEqual(inboxOf(state).map(({ last }) => last.reason), ["exit status 1"]);
  assert.deepEqual(
    asideOf(state).map(({ last }) => last.reason).sort(),
    ["acknowledged", "snoozed"],
  );
  assert.equal(asideCount(state), 2);
  assert.equal(asideCount(holding([])), 0);
});

Deno.test("a snooze that ends brings its alarm back with the next minute", () => {
  const snoozed = { ...old!, snoozed_until: iso(start + minute) };

  assert.equal(inboxOf(holding([snoozed])).length, 0);
  assert.equal(inboxOf(holding([snoozed], start + minute - 1)).length, 0);
  assert.equal(inboxOf(holding([snoozed], start + minute)).length, 1);
});

Deno.test("groupOf() finds a group in either half by its id, and nothing by the id of a job", () => {
  const state = holding([old!, { ...young!, reason: "other", acknowledged }]);
  const [open, aside] = [inboxOf(state)[0], asideOf(state)[0]];

  assert.equal(groupOf(state, open?.id), open);
  assert.equal(groupOf(state, aside?.id), aside);
  assert.equal(groupOf(state, undefined), undefined);
  assert.equal(groupOf(state, old!.subject.id), undefined);
  assert.equal(groupOf(state, "alarm:failed nothing like it"), undefined);
  assert.ok(isGroupId(open?.id ?? ""));
  assert.equal(isGroupId(old!.subject.id), false);
});

Deno.test("a group keeps its id while its count, its alarms and its numbers change", () => {
  const before = inboxOf(holding([old!]))[0];
  const later = { ...old!, count: 9, reason: "exit status 77", last_time: iso(start) };

  assert.equal(inboxOf(holding([later, young!]))[0]?.id, before?.id);
});

Deno.test("alarmedJobs() has the kinds of all open alarms, also of those that somebody looks after", () => {
  const late = anAlarm(job("a"), { alarm_id: "7", kind: "late", acknowledged });
  const closed = anAlarm(job("c"), { alarm_id: "8", state: "closed" });
  const kinds = alarmedJobs(new Map([old!, late, closed].map((one) => [one.alarm_id, one])));

  assert.deepEqual([...kinds.get(job("a").job_id) ?? []].sort(), ["failed", "late"]);
  assert.equal(kinds.has(job("c").job_id), false);
});
