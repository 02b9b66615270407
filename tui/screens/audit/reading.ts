import type { App } from "../../app.ts";
import { auditLists, auditNeedsMore, auditParameters, auditQuestion, kindOf } from "./list.ts";
import type { Failure } from "../../server/http.ts";
import { type AuditKind, type AuditRow, rowOfLog, rowOfSecurity } from "./state.ts";
import { listOf } from "../../state/lists.ts";

const pageSize = 200;
const settleMs = 250;
const mostPagesAtOnce = 10;
const waiting = new WeakMap<App, () => void>();

function filterOf({ state }: App, kind: AuditKind): string {
  return listOf(state.lists, auditLists[kind]).filter;
}

/** Reads the newest entries that the filter asks for, and on until the screen is full. */
export async function readAudit(app: App): Promise<void> {
  const kind = kindOf(app.state);
  const question = auditQuestion(filterOf(app, kind), app.state.jobs.byId);
  const before = app.state.audit[kind];
  if (before.phase === "loading" && before.question === question) return;
  app.dispatch({ type: "audit_loading", kind, question });
  await readPage(app, kind, question, undefined);
  await readOn(app, kind);
}

async function readOn(app: App, kind: AuditKind): Promise<void> {
  const { question } = app.state.audit[kind];
  const height = app.layout.lists.get(auditLists[kind])?.height ?? app.layout.rows;
  for (let pages = 0; pages < mostPagesAtOnce; pages++) {
    const { nextCursor, question: now } = app.state.audit[kind];
    if (now !== question || nextCursor === undefined) return;
    if (!auditNeedsMore(app.state, kind, height)) return;
    app.dispatch({ type: "audit_loading", kind, question });
    await readPage(app, kind, question, nextCursor);
    if (app.state.audit[kind].problem !== undefined) return;
  }
}

async function readPage(
  app: App,
  kind: AuditKind,
  question: string,
  cursor: string | undefined,
): Promise<void> {
  const client = await app.client();
  const { now, jobs } = app.state;
  const asked = auditParameters(filterOf(app, kind), jobs.byId, now, kind);
  const query = { ...asked, limit: pageSize, cursor };
  const fail = ({ status, error }: Failure) =>
    app.dispatch({ type: "audit_failed", kind, question, problem: { status, error } });
  const tell = (rows: readonly AuditRow[], total: number, nextCursor: string | undefined) => {
    const isFirst = cursor === undefined;
    app.dispatch({ type: "audit_page", kind, question, rows, total, nextCursor, isFirst });
  };
  if (kind === "jobs") {
    const answer = await client.logs(query);
    if (!answer.ok) return fail(answer.failure);
    const { logs, total, next_cursor } = answer.value;
    return tell(logs.map(rowOfLog), total, next_cursor);
  }
  const answer = await client.securityLogs(query);
  if (!answer.ok) return fail(answer.failure);
  const { logs, total, next_cursor } = answer.value;
  tell(logs.map(rowOfSecurity), total, next_cursor);
}

/** After a key: reads what another filter or the other log asks for, or on when the cursor nears the end. */
export function keepUpAudit(app: App): void {
  waiting.get(app)?.();
  waiting.delete(app);
  const kind = kindOf(app.state);
  const { question, phase } = app.state.audit[kind];
  const asked = auditQuestion(filterOf(app, kind), app.state.jobs.byId);
  if (phase === "none" || asked !== question) {
    waiting.set(app, app.clock.after(settleMs, () => void readAudit(app)));
  } else void readOn(app, kind);
}
