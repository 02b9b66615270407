import type { Execution } from "../../model/execution.ts";
import type { CategoryId, ExecutionId, JobId, SheetId } from "../../model/ids.ts";
import type { SheetParts } from "../../model/records/sheet.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { openSheetsOf } from "../kv/open_ends.ts";
import type { Candidate, IdRange, Source } from "../kv/walk.ts";
import { asItIs, executionsOn, readPlaces, readSheets } from "./sheets.ts";

/** About how many executions a full sheet has: so many sheets are read at once that most requests read once. */
const perSheet = 90;
/** The most sheets that are read at once. */
const mostSheets = 100;

/** The executions on sheets, of one category or of all, that have ids in the range. */
export function fromSheets(
  db: Database,
  { from, before }: IdRange,
  oldestFirst: boolean,
  category: CategoryId | undefined,
): Source<Execution> {
  // A sheet's id is the beginning of its executions' ids.
  let [first, end] = [from.slice(0, 28), `${before.slice(0, 28)}0`];
  let waiting: Candidate<Execution>[] = [];
  const readMore = async (limit: number): Promise<boolean> => {
    const range = { from: [first], before: [end], limit, newestFirst: !oldestFirst };
    const found = await readRange(db, category, range);
    const last = found.at(-1)?.id;
    if (last !== undefined && oldestFirst) first = `${last}0`;
    else if (last !== undefined) end = last;
    const executions = found.flatMap(({ executions }) =>
      oldestFirst ? executions : executions.toReversed()
    );
    const inRange = executions.filter(({ id, job }) =>
      id >= from && id < before && (category === undefined || job.categoryId === category)
    );
    waiting.push(...inRange.map((record) => ({ id: record.id, record })));
    if (found.length > 0) onEach = Math.max(1, inRange.length / found.length);
    return found.length === limit;
  };
  /** How many of the executions are on a sheet, as far as is known: most sheets may have one of a small category. */
  let onEach = perSheet;
  let isMore = from < before;
  return {
    async next(most) {
      while (waiting.length < most && isMore) {
        const limit = Math.ceil((most - waiting.length) / onEach) + 1;
        isMore = await readMore(Math.min(limit, mostSheets));
      }
      const taken = waiting.slice(0, most);
      waiting = waiting.slice(most);
      return taken;
    },
  };
}

interface OnSheet {
  readonly id: SheetId;
  readonly executions: readonly Execution[];
}

async function readRange(
  db: Database,
  category: CategoryId | undefined,
  range: Parameters<Database["list"]>[1],
): Promise<OnSheet[]> {
  if (category !== undefined) {
    const found = await db.list(keys.sheet.allByCategory(category), range);
    const ids = found.map(sheetIdOf);
    const sheets = await readPlaces(db, ids, (_, parts) => placesIn(parts, category));
    return ids.map((id) => {
      const sheet = sheets.get(id);
      return {
        id,
        executions: sheet === undefined || "isUnreadable" in sheet ? [] : [...sheet.values()],
      };
    });
  }
  // Read as they are: an unreadable sheet must not end the list early.
  const found = await db.list(keys.sheet.all, range);
  return await Promise.all(found.map(async (entry) => {
    const sheet = await asItIs(db, sheetIdOf(entry), entry);
    return { id: sheetIdOf(entry), executions: sheet === undefined ? [] : executionsOn(sheet) };
  }));
}

/** The places of a category's executions. */
function placesIn(parts: SheetParts, category: CategoryId): number[] {
  return Array.from({ length: parts.size }, (_, place) => place)
    .filter((place) => parts.categoryAt(place) === category);
}

function sheetIdOf({ key }: Entry<unknown>): SheetId {
  return key.at(-1) as SheetId;
}

/** The executions of a job on sheets that are open: the index by job names them once all of their sheet have ended. */
export async function idsOnOpenSheets(db: Database, job: JobId): Promise<ExecutionId[]> {
  return (await onOpenSheets(db, new Set([job]))).get(job)?.map(({ id }) => id) ?? [];
}

/** The executions of each of these jobs on sheets that are open. Some may be closed meanwhile. */
export async function onOpenSheets(
  db: Database,
  jobs: ReadonlySet<JobId>,
): Promise<Map<JobId, Execution[]>> {
  const found = new Map<JobId, Execution[]>();
  for (const sheet of (await readSheets(db, await openSheetsOf(db, jobs))).values()) {
    for (const execution of executionsOn(sheet)) {
      const { id } = execution.job;
      if (!jobs.has(id)) continue;
      const others = found.get(id);
      if (others === undefined) found.set(id, [execution]);
      else others.push(execution);
    }
  }
  return found;
}
