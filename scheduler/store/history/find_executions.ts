import type { Execution } from "../../model/execution.ts";
import {
  activeStates,
  type EndState,
  executionStates,
  isSuccess,
} from "../../model/execution_state.ts";
import type { CategoryId, ExecutionId, JobId } from "../../model/ids.ts";
import { activeExecutions } from "./active_executions.ts";
import type { Database, Entry } from "../kv/database.ts";
import { readStored } from "./executions.ts";
import { fromSheets, idsOnOpenSheets } from "./sheet_sources.ts";
import { indexedEnds, soonMs } from "./end_index.ts";
import { listJobRows } from "../kv/job_rows.ts";
import { keys, noCategory } from "../kv/keys.ts";
import type { Page, TimeRange } from "../kv/pages.ts";
import { holdsText } from "../kv/text_match.ts";
import {
  bothRanges,
  fromIds,
  fromRows,
  fromTable,
  type IdRange,
  idRange,
  mostLookedAt,
  type OrderedRequest,
  type Source,
  walk,
} from "../kv/walk.ts";

/** Which executions to find. An absent field allows all values. */
export interface ExecutionFilter {
  readonly categoryId?: CategoryId;
  readonly jobId?: JobId;
  readonly states?: ReadonlySet<Execution["state"]>;
  readonly trigger?: Execution["trigger"];
  /** In the job's name, the description or the result; upper and lower case alike. */
  readonly text?: string;
  readonly scheduled: TimeRange;
  readonly updated?: TimeRange;
}

/** A page of the executions that match, by scheduled time. @throws Refusal `invalid` for a bad cursor. */
export async function findExecutions(
  db: Database,
  filter: ExecutionFilter,
  request: OrderedRequest,
): Promise<Page<Execution>> {
  const { categoryId, jobId, states, trigger, text, updated } = filter;
  const isFiltered = (jobId ?? states ?? trigger ?? text ?? updated) !== undefined;
  return await walk({
    sources: await sourcesOf(db, filter, request),
    request,
    read: async (ids) => (await readStored(db, ids as ExecutionId[])).map(({ value }) => value),
    ...(isFiltered ? { matches: (execution) => isFound(execution, filter, categoryId) } : {}),
  });
}

function isFound(
  execution: Execution,
  { jobId, states, trigger, text, updated }: ExecutionFilter,
  categoryId: CategoryId | undefined,
): boolean {
  const { job, updatedAt } = execution;
  return (categoryId === undefined || job.categoryId === categoryId) &&
    (jobId === undefined || job.id === jobId) &&
    (states === undefined || states.has(execution.state)) &&
    (trigger === undefined || execution.trigger === trigger) &&
    (updated === undefined || (updated.from <= updatedAt && updatedAt <= updated.to)) &&
    (text === undefined || holdsText(text, textsOf(execution)));
}

function textsOf(execution: Execution): string[] {
  const { job, description } = execution;
  return [job.name, description, "result" in execution ? execution.result : ""];
}

/**
 * Where the executions that may match come from. When no success is asked for: the active ones and the index of ends
 * by state. Otherwise: the index of the job or the category, or all executions.
 */
async function sourcesOf(
  db: Database,
  filter: ExecutionFilter,
  request: OrderedRequest,
): Promise<Source<Execution>[]> {
  const { states = new Set(executionStates), scheduled, updated } = filter;
  const oldestFirst = request.oldestFirst ?? false;
  const range = idRange(scheduled, request);
  const wantsActive = activeStates.some((state) => states.has(state));
  const wantsSuccess = [...states].some(isSuccess);
  const ends = indexedEnds.filter((state) => states.has(state));
  const main = (of: IdRange) => mainSources(db, filter, of, oldestFirst);

  const isByState = !wantsSuccess && (filter.jobId === undefined || ends.length === 0);
  const active = wantsActive && (isByState || updated !== undefined)
    ? await activeExecutions(db, mostLookedAt)
    : [];
  const late = updated === undefined ? [] : await lateEnds(db, updated);
  // Too many to sort at once: they are found one by one instead, however many pages that takes.
  if (active === undefined || late === undefined) return await main(range);

  const soon = updated === undefined ? range : idRange(soonRange(scheduled, updated), request);
  const history = isByState
    ? ends.map((state) => stateSource(db, filter, state, soon, oldestFirst))
    : await main(soon);
  return [...history, fromIds([...active, ...late], range, oldestFirst)];
}

/** The scheduled times of executions that ended in this range, except the late ends. */
function soonRange(scheduled: TimeRange, updated: TimeRange): TimeRange {
  return bothRanges(scheduled, { from: updated.from - soonMs - 1, to: updated.to + 1 });
}

async function mainSources(
  db: Database,
  { jobId, categoryId }: ExecutionFilter,
  range: IdRange,
  oldestFirst: boolean,
): Promise<Source<Execution>[]> {
  if (jobId !== undefined) {
    // Read before the index: an execution that ends meanwhile is in both.
    const open = await idsOnOpenSheets(db, jobId);
    return [
      fromRows(
        async (part) => (await listJobRows(db, jobId, part)).map(({ id }) => ({ id })),
        range,
        oldestFirst,
      ),
      fromIds(open, range, oldestFirst),
    ];
  }
  const sheets = fromSheets(db, range, oldestFirst, categoryId);
  if (categoryId === undefined) {
    const record = ({ value }: Entry<Execution>) => ({ record: value });
    return [fromTable(db, keys.execution.all, range, oldestFirst, record), sheets];
  }
  const table = keys.execution.allByCategory(categoryId);
  return [fromTable(db, table, range, oldestFirst, () => ({})), sheets];
}

function stateSource(
  db: Database,
  { categoryId }: ExecutionFilter,
  state: EndState,
  range: IdRange,
  oldestFirst: boolean,
): Source<Execution> {
  return fromTable(
    db,
    keys.execution.allByState(state),
    range,
    oldestFirst,
    ({ value }) => ({
      isOut: categoryId !== undefined && value !== categoryId && value !== noCategory,
    }),
  );
}

/** Executions that ended in the range long after their time; `undefined` when they are too many. */
async function lateEnds(db: Database, { from, to }: TimeRange): Promise<string[] | undefined> {
  const [first, end] = [Math.ceil(from), Math.floor(to) + 1];
  if (first >= end) return [];
  const found = await db.list(keys.execution.allLateEnds, {
    from: [first],
    before: [end],
    limit: mostLookedAt + 1,
  });
  return found.length > mostLookedAt ? undefined : found.map(({ key }) => String(key.at(-1)));
}
