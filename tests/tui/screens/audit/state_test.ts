import { strict as assert } from "node:assert";
import type { LogEntry } from "../../../../routes/contract/history/logs.ts";
import { auditQuery, rowsOf } from "../../../../tui/screens/audit/list.ts";
import { changesOf } from "../../../../tui/screens/audit/rows.ts";
import { reduce, type StateEvent } from "../../../../tui/state.ts";
import { rowOfLog } from "../../../../tui/screens/audit/state.ts";
import { initialList } from "../../../../tui/state/lists.ts";
import { aState, iso, start } from "../../support/builders.ts";

function anEntry(given: Partial<LogEntry> = {}): LogEntry {
  return {
    job_id: "a".repeat(32),
    job_name: "backup",
    event: "paused",
    user: "mika",
    description: "",
    created_time: iso(start),
    ...given,
  };
}

function page(entries: readonly LogEntry[], isFirst = true, nextCursor?: string): StateEvent {
  const rows = entries.map(rowOfLog);
  return {
    type: "audit_page",
    kind: "jobs",
    question: "?",
    rows,
    total: rows.length,
    nextCursor,
    isFirst,
  };
}

const loading: StateEvent = { type: "audit_loading", kind: "jobs", question: "?" };

Deno.test("pages and events make one list of entries, newest first, without duplicates", () => {
  const [old, fresh] = [anEntry(), anEntry({ created_time: iso(start + 1000), event: "resumed" })];
  const told: StateEvent = {
    type: "changes",
    events: [{ type: "log", log: fresh }, { type: "log", log: old }],
  };

  const { audit } = [loading, page([old]), told].reduce(reduce, aState());

  assert.deepEqual(audit.jobs.rows.map(({ entry }) => entry.event), ["resumed", "paused"]);
  assert.equal(audit.jobs.total, 2);
});

Deno.test("two runs that were started in the same millisecond are two entries", () => {
  const [one, two] = ["1", "2"].map((id) =>
    anEntry({ event: "custom_run", description: id.repeat(32) })
  );

  assert.notEqual(rowOfLog(one!).key, rowOfLog(two!).key);
});

Deno.test("the log is filtered by who, what, which job and any word of the change", () => {
  const rows = [
    rowOfLog(anEntry()),
    rowOfLog(anEntry({ user: "ken", event: "modified", description: '{"changes":{"hour":{}}}' })),
  ];
  const shown = (filter: string) => rowsOf(rows, { ...initialList, filter }).length;

  assert.equal(shown("user:ken"), 1);
  assert.equal(shown("event:paused"), 1);
  assert.equal(shown("hour"), 1);
  assert.equal(shown("!hour"), 1);
  assert.equal(shown("job:backup"), 2);
  assert.equal(shown("since:ever"), 2, "the time is the server's to see to");
});

Deno.test("the filter asks the server for what it can answer", () => {
  const id = "b".repeat(32);

  assert.deepEqual(auditQuery(`event:modified job:${id} since:2w`, new Map()), {
    event: "modified",
    job_id: id,
    days: 14,
  });
  assert.equal(auditQuery("since:ever", new Map()).days, undefined);
});

Deno.test("a change shows the old and new value of each field; a cut one is shown as it is", () => {
  const description = '{"changes":{"hour":{"old":"2","new":"3"}},"timestamp":""}';
  const whole = rowOfLog(anEntry({ event: "modified", description }));
  const cut = rowOfLog(anEntry({ event: "modified", description: '{"changes":{"ho…' }));

  assert.deepEqual(changesOf(whole), [{ field: "hour", old: "2", now: "3" }]);
  assert.equal(changesOf(cut), undefined);
});

Deno.test("the total counts an event only where the server's part of the filter asks for it", () => {
  const ask = (question: object) => JSON.stringify({ days: 7, ...question });
  const totalAfter = (question: string) => {
    const asked: StateEvent = { type: "audit_loading", kind: "jobs", question };
    const read = { ...page([anEntry()]), question } as StateEvent;
    const logs = [
      anEntry({ event: "resumed", created_time: iso(start + 1) }),
      anEntry({ job_id: "b".repeat(32), created_time: iso(start + 2) }),
    ];
    const told: StateEvent = { type: "changes", events: logs.map((log) => ({ type: "log", log })) };
    const { audit } = [asked, read, told].reduce(reduce, aState());
    return [audit.jobs.total, audit.jobs.rows.length];
  };

  assert.deepEqual(totalAfter(ask({})), [3, 3]);
  assert.deepEqual(totalAfter(ask({ event: "paused" })), [2, 3]);
  assert.deepEqual(totalAfter(ask({ job_id: "a".repeat(32) })), [2, 3]);
  assert.deepEqual(totalAfter(ask({ event: "deleted", job_id: "?" })), [1, 3]);
});
