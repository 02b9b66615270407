import { strict as assert } from "node:assert";
import type { LogEntry } from "../../../../routes/contract/history/logs.ts";
import type { SecurityLogEntry } from "../../../../routes/contract/history/security_logs.ts";
import { executionIn } from "../../../../tui/screens/audit/entry_rows.ts";
import {
  auditFields,
  auditNeedsMore,
  auditParameters,
  auditQuery,
  auditRow,
  kindOf,
  rowsOf,
} from "../../../../tui/screens/audit/list.ts";
import {
  actionText,
  auditColumns,
  changesOf,
  objectText,
  toneOf,
} from "../../../../tui/screens/audit/rows.ts";
import {
  type AuditRow,
  mostEntries,
  rowOfLog,
  rowOfSecurity,
} from "../../../../tui/screens/audit/state.ts";
import { initialList } from "../../../../tui/state/lists.ts";
import { currentView } from "../../../../tui/state/view.ts";
import type { StateEvent } from "../../../../tui/state.ts";
import { textsOf } from "../../../../tui/texts/mod.ts";
import { after, aJob, anAccount, aState, iso, start, withJobs } from "../../support/builders.ts";
import { Desk } from "../../support/desk.ts";

const id = "a".repeat(32);
const job = aJob({ job_id: id, name: "Nightly" });
const anEntry = (given: Partial<LogEntry> = {}): LogEntry => ({
  ...{ job_id: id, job_name: job.name, event: "paused", user: "Mika", description: "" },
  ...{ created_time: iso(start), ...given },
});
const aSecret = (given: Partial<SecurityLogEntry> = {}): SecurityLogEntry => ({
  ...{ kind: "user", event: "added", subject: "reader", user: "admin", address: "10.0.0.1" },
  ...{ description: "{}", created_time: iso(start), ...given },
} as SecurityLogEntry);

function page(
  kind: "jobs" | "security",
  rows: readonly AuditRow[],
  nextCursor?: string,
): StateEvent {
  return {
    type: "audit_page",
    ...{ kind, question: "?", rows, total: rows.length, nextCursor, isFirst: true },
  };
}
const asked = (kind: "jobs" | "security"): StateEvent => ({
  type: "audit_loading",
  kind,
  question: "?",
});

Deno.test("auditQuery() asks the server for an event, a job and a time, each where there is one of it", () => {
  const jobs = new Map([[id, job]]);
  const ask = (filter: string) => auditQuery(filter, jobs);

  assert.deepEqual(ask(""), { days: 7 });
  assert.deepEqual(ask("event:paused job:nightly"), { event: "paused", job_id: id, days: 7 });
  assert.deepEqual(ask(`job:${id}`), { job_id: id, days: 7 });
  assert.deepEqual(ask("event:paused,resumed !event:deleted ~event:added"), { days: 7 });
  assert.deepEqual(ask("event:nothing job:nobody user:mika"), { days: 7 });
  assert.deepEqual(ask("since:ever"), { days: undefined });
  assert.deepEqual(ask("since:12h"), { days: 0.5 });
  assert.deepEqual(ask("since:2w"), { days: 14 });
  assert.deepEqual(ask("since:soon"), { days: 7 });
});

Deno.test("auditQuery() takes no name that two jobs have", () => {
  const twins = new Map([[id, job], ["b", { ...job, job_id: "b" }]]);

  assert.deepEqual(auditQuery("job:nightly", twins), { days: 7 });
});

Deno.test("the log of access is asked for by its time only", () => {
  const of = (kind: "jobs" | "security") =>
    auditParameters("event:paused since:1d", new Map(), start, kind);

  assert.deepEqual(of("jobs"), { event: "paused", time_range_start: iso(start - 86_400_000) });
  assert.deepEqual(of("security"), { time_range_start: iso(start - 86_400_000) });
  assert.deepEqual(auditParameters("since:ever", new Map(), start, "jobs"), {
    time_range_start: iso(0),
  });
});

const rows = [
  rowOfLog(anEntry({ event: "resumed", user: "Zed", job_name: "b" })),
  rowOfLog(anEntry({ event: "added", user: "amy", job_name: "C" })),
  rowOfLog(anEntry({ event: "paused", user: "Mika", job_name: "a", description: "The END" })),
];
const order = (given: Partial<typeof initialList>) =>
  rowsOf(rows, { ...initialList, ...given }).map(({ who }) => who).join(" ");

Deno.test("entries are in the order of each column", () => {
  assert.equal(order({}), "Zed amy Mika");
  assert.equal(order({ isReversed: true }), "Mika amy Zed");
  assert.equal(order({ sort: "time" }), "Zed amy Mika");
  assert.equal(order({ sort: "who" }), "amy Mika Zed");
  assert.equal(order({ sort: "who", isReversed: true }), "Zed Mika amy");
  assert.equal(order({ sort: "action" }), "amy Mika Zed");
  assert.equal(order({ sort: "object" }), "Mika Zed amy");
});

Deno.test("entries are filtered by user, event, job and text; a range of time hides none that is there", () => {
  assert.equal(order({ filter: "user:mika" }), "Mika");
  assert.equal(order({ filter: "event:added" }), "amy");
  assert.equal(order({ filter: "job:b" }), "Zed");
  assert.equal(order({ filter: "end" }), "Mika");
  assert.equal(order({ filter: "!user:mika since:1h" }), "Zed amy");
  assert.equal(order({ filter: id }), "Zed amy Mika");
});

Deno.test("the filter knows the fields of the log that is shown", () => {
  const names = (some: readonly AuditRow[]) => auditFields(some).map(({ name }) => name);

  assert.deepEqual(names(rows), ["user", "event", "job", "since", "text"]);
  assert.deepEqual(names([rowOfSecurity(aSecret())]), [
    ...["user", "event", "object", "kind", "address", "since", "text"],
  ]);
  const since = auditFields(rows).find(({ name }) => name === "since");
  assert.deepEqual(["7d", "ever", "12h", "2w", "soon", "d"].map((it) => since?.isKnown?.(it)), [
    ...[true, true, true, true, false, false],
  ]);
});

Deno.test("only admins see the log of access", () => {
  const onSecurity: StateEvent[] = [
    { type: "view_switched", screen: "audit" },
    { type: "pane_focused", pane: 1 },
  ];

  assert.equal(kindOf(aState(...onSecurity)), "security");
  const account = anAccount({ is_admin: false });
  assert.equal(kindOf(aState(...onSecurity, { type: "account_known", account })), "jobs");
  assert.equal(kindOf(aState()), "jobs");
});

Deno.test("auditNeedsMore() near the end of what was read, while there is more", () => {
  const many = Array.from(
    { length: 40 },
    (_, i) => rowOfLog(anEntry({ created_time: iso(start - i * 1000) })),
  );
  const more = aState(asked("jobs"), page("jobs", many, "next"));
  const at = (i: number): StateEvent => ({
    type: "list_selected",
    ...{ list: "audit.jobs", ids: many.map(({ key }) => key), id: many[i]!.key },
  });

  assert.equal(auditNeedsMore(more, "jobs", 10), false);
  assert.equal(auditNeedsMore(after(more, at(10)), "jobs", 10), false);
  assert.equal(auditNeedsMore(after(more, at(11)), "jobs", 10), true);
  assert.equal(auditNeedsMore(after(more, asked("jobs")), "jobs", 50), false);
  assert.equal(auditNeedsMore(aState(asked("jobs"), page("jobs", many)), "jobs", 50), false);
});

Deno.test("an entry is found in either log, and among the facts of a job", () => {
  const [log, secret, fact] = [anEntry(), aSecret(), anEntry({ event: "deleted" })];
  const state = aState(
    asked("jobs"),
    page("jobs", [rowOfLog(log)]),
    asked("security"),
    page("security", [rowOfSecurity(secret)]),
    { type: "facts_read", jobId: id, facts: { logs: [fact] } },
  );

  for (const row of [rowOfLog(log), rowOfSecurity(secret), rowOfLog(fact)]) {
    assert.equal(auditRow(state, row.key)?.key, row.key);
  }
  assert.equal(auditRow(state, "?"), undefined);
});

Deno.test("at most 2,000 entries are kept, the newest, and no further page is asked for", () => {
  const many = Array.from(
    { length: mostEntries + 10 },
    (_, i) => rowOfLog(anEntry({ created_time: iso(start - i * 1000) })),
  );
  const { jobs } = aState(asked("jobs"), page("jobs", many, "next")).audit;

  assert.equal(jobs.rows.length, mostEntries);
  assert.equal(jobs.rows[0]?.at, iso(start));
  assert.equal(jobs.nextCursor, undefined);
});

Deno.test("entries of one moment that differ in anything are two", () => {
  const keys = [
    anEntry(),
    anEntry({ user: "kim" }),
    anEntry({ event: "resumed" }),
    anEntry({ job_id: "b".repeat(32) }),
    anEntry({ description: "1".repeat(32) }),
  ].map((entry) => rowOfLog(entry).key);
  assert.equal(new Set(keys).size, keys.length);

  const secrets = [aSecret(), aSecret({ address: "10.0.0.2" }), aSecret({ subject: "x" })]
    .map((entry) => rowOfSecurity(entry).key);
  assert.equal(new Set(secrets).size, secrets.length);
});

Deno.test("changesOf() reads old and new values, and none of what the server cut or what is no change", () => {
  const modified = (description: string) =>
    changesOf(rowOfLog(anEntry({ event: "modified", description })));

  assert.deepEqual(modified('{"changes":{"minute":{"old":"1","new":"2"},"gone":null}}'), [
    { field: "minute", old: "1", now: "2" },
    { field: "gone", old: undefined, now: undefined },
  ]);
  assert.deepEqual(modified('{"changes":{}}'), []);
  assert.equal(modified('{"changes":{"minute":{"old'), undefined);
  assert.equal(modified('{"changes":7}'), undefined);
  assert.equal(modified("{}"), undefined);
  assert.equal(changesOf(rowOfLog(anEntry({ description: '{"changes":{}}' }))), undefined);
});

Deno.test("an entry leads to the execution that was started or stopped", () => {
  const run = "f".repeat(32);
  const of = (given: Partial<LogEntry>) => executionIn(rowOfLog(anEntry(given)));

  assert.equal(of({ event: "custom_run", description: run }), run);
  assert.equal(of({ event: "stopped", description: run }), run);
  assert.equal(of({ event: "paused", description: run }), undefined);
  assert.equal(of({ event: "stopped", description: "{}" }), undefined);
});

Deno.test("what an entry is about is named, with its kind in the log of access", () => {
  const t = textsOf("en");

  assert.equal(objectText({ t }, rowOfLog(anEntry())), "Nightly");
  assert.equal(objectText({ t }, rowOfSecurity(aSecret())), `${t.audit.securityKinds.user} reader`);
  assert.equal(objectText({ t }, rowOfSecurity(aSecret({ kind: "log_in" }))), "reader");
  assert.equal(actionText({ t }, rowOfLog(anEntry())), t.logEvents.paused);
  assert.equal(toneOf(rowOfLog(anEntry({ event: "deleted" }))), "bad");
  assert.equal(toneOf(rowOfLog(anEntry({ event: "modified" }))), "accent");
});

Deno.test("the columns of the log take the room there is, at any width", () => {
  for (let width = 16; width <= 220; width++) {
    for (const hasObject of [true, false]) {
      const { time, who, action, object, detail } = auditColumns(width, hasObject);
      const shown = [time, who, action, object, detail >= 8 ? detail : 0].filter((it) => it > 0);
      const taken = shown.reduce((sum, it) => sum + it, shown.length - 1);

      assert.ok(taken <= width, `${taken} of ${width}`);
      assert.ok(shown.every((it) => it >= 4));
    }
  }
});

Deno.test("enter opens an entry, J its job, and an entry of the log of access has none", async () => {
  const client = {
    logs: () => Promise.resolve({ ok: true, value: { logs: [anEntry()], total: 1 } }),
    securityLogs: () => Promise.resolve({ ok: true, value: { logs: [aSecret()], total: 1 } }),
  } as never;
  const state = aState(...withJobs([job]), { type: "view_switched", screen: "audit" });
  const desk = await Desk.open({ columns: 140, rows: 30, state, client });

  await desk.press("J");
  assert.deepEqual(currentView(desk.state.view), { screen: "job", id });
  await desk.press("\x1b", "\r");
  assert.equal(currentView(desk.state.view).screen, "entry");
  assert.match(desk.text(), /Mika/);

  await desk.press("\x1b", "\t");
  await desk.advance(300);
  assert.match(desk.text(), /reader/);
  await desk.press("J");
  assert.equal(currentView(desk.state.view).screen, "audit");
  assert.equal(desk.toast, desk.app.t.refusals.nothing);
});
