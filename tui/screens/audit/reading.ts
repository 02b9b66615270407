import { tellRead } from "../../server/telling_reads.ts";
import type { App } from "../../app.ts";
import type { Failure } from "../../server/http.ts";
import { type PagedList, PagedReading, pageSize } from "../../server/paged_reading.ts";
import { listOf } from "../../state/lists.ts";
import { auditLists, auditNeedsMore, auditParameters, auditQuestion, kindOf } from "./list.ts";
import { type AuditKind, type AuditRow, rowOfLog, rowOfSecurity } from "./state.ts";

/** Reads the present log with its filter. */
export const auditReading = new PagedReading(({ state }) => lists[kindOf(state)], 10);

const lists: { readonly [K in AuditKind]: PagedList } = {
  jobs: listOfKind("jobs"),
  security: listOfKind("security"),
};

function listOfKind(kind: AuditKind): PagedList {
  return {
    name: auditLists[kind],
    question: (app) => auditQuestion(filterOf(app, kind), app.state.jobs.byId),
    pages: ({ state }) => state.audit[kind],
    needsMore: ({ state }, height) => auditNeedsMore(state, kind, height),
    loading: (app, question) => app.dispatch({ type: "audit_loading", kind, question }),
    readPage: (app, question, cursor) => readPage(app, kind, question, cursor),
  };
}

function filterOf({ state }: App, kind: AuditKind): string {
  return listOf(state.lists, auditLists[kind]).filter;
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
    tellRead(app, "audit", answer);
    if (!answer.ok) return fail(answer.failure);
    const { logs, total, next_cursor } = answer.value;
    return tell(logs.map(rowOfLog), total, next_cursor);
  }
  const answer = await client.securityLogs(query);
  tellRead(app, "audit", answer);
  if (!answer.ok) return fail(answer.failure);
  const { logs, total, next_cursor } = answer.value;
  tell(logs.map(rowOfSecurity), total, next_cursor);
}
