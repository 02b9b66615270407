import type { z } from "zod";
import type { Caller } from "../../scheduler/model/caller.ts";
import type { CategoryId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { takeCategory } from "../../scheduler/store/imports/categories.ts";
import { takeAuditEntries, takeExecutions } from "../../scheduler/store/imports/history.ts";
import { takeJob } from "../../scheduler/store/imports/jobs.ts";
import type { Taken, Taking } from "../../scheduler/store/imports/taking.ts";
import { takeUser } from "../../scheduler/store/imports/users.ts";
import { writeSecurityEntry } from "../../scheduler/store/access/security_log.ts";
import {
  ImportedCategory,
  ImportedExecution,
  ImportedJob,
  ImportedLog,
  ImportedUser,
  type ImportRequest,
  type ImportResult,
} from "../contract/imports.ts";
import type { AppDeps } from "../deps.ts";
import { refuseInvalid } from "../http/invalid.ts";
import { argumentsText, auditEntry } from "../logs/audit.ts";
import {
  type Actor,
  categoryChangeEntries,
  categoryEntry,
  securityEntry,
  userChangeEntries,
  userEntry,
} from "../logs/security_audit.ts";
import { auditEntryOf, executionOf, jobOf, userOf } from "./understand.ts";

export interface Importing {
  readonly deps: AppDeps;
  readonly caller: Caller;
  readonly actor: Actor;
  readonly sent: ImportRequest;
}

type Kind = ImportResult["kind"];

/** Takes the records of a request, one after the other: a record that is refused stops no other. */
export async function importRecords(
  { deps, caller, actor, sent }: Importing,
): Promise<ImportResult[]> {
  const { db, clock } = deps;
  const now = clock.now();
  const isDry = sent.dry_run === true;
  const taking: Taking = { db, now, isDry, categories: categoriesIn(sent) };
  const results = [
    ...await each(
      "category",
      sent.categories,
      ImportedCategory,
      ({ id, name, description }) =>
        takeCategory(
          taking,
          { id, name, description: description ?? "" },
          (before, after) =>
            before === undefined
              ? [categoryEntry(actor, "added", after, now)]
              : categoryChangeEntries(actor, before, after, now),
        ),
    ),
    ...await each(
      "user",
      sent.users,
      ImportedUser,
      (given) =>
        takeUser(
          taking,
          userOf(given, sent.source),
          (before, after) =>
            before === undefined
              ? [userEntry(actor, "added", after, now)]
              : userChangeEntries(actor, before, after, now),
        ),
    ),
    ...await each("job", sent.jobs, ImportedJob, async (given) => {
      const { job, notes } = jobOf(given, caller, deps);
      const entry = auditEntry(caller, job, "added", argumentsText(job), now);
      return withNotes(await takeJob(taking, job, entry), notes);
    }),
    ...await together(
      "execution",
      sent.executions,
      ImportedExecution,
      (given) => executionOf(given, deps),
      (all) => takeExecutions(taking, all),
    ),
    ...await together(
      "log",
      sent.logs,
      ImportedLog,
      (given) => auditEntryOf(given, now),
      (all) => takeAuditEntries(taking, all),
    ),
  ];
  if (!isDry) await tell(results, { deps, caller, actor, sent });
  return results;
}

function categoriesIn({ categories }: ImportRequest): ReadonlySet<CategoryId> {
  return new Set(
    (categories ?? []).flatMap((given) => ImportedCategory.safeParse(given).data?.id ?? []),
  );
}

type Noted = Taken & { readonly notes?: readonly string[] };

function withNotes(taken: Taken, notes: readonly string[]): Noted {
  return notes.length === 0 ? taken : { ...taken, notes };
}

/** Takes each record by itself. */
async function each<S extends z.ZodType>(
  kind: Kind,
  given: readonly unknown[] | null | undefined,
  schema: S,
  take: (record: z.output<S>) => Promise<Noted> | Noted,
): Promise<ImportResult[]> {
  const results: ImportResult[] = [];
  for (const [index, record] of (given ?? []).entries()) {
    const taken = await orRefused(async () => await take(understood(schema, record)));
    results.push(resultOf(kind, index, record, taken));
  }
  return results;
}

/** Understands each record, and takes those that fit in as few commits as possible. */
async function together<S extends z.ZodType, T>(
  kind: Kind,
  given: readonly unknown[] | null | undefined,
  schema: S,
  understand: (record: z.output<S>) => Promise<T>,
  takeAll: (records: readonly T[]) => Promise<Taken[]>,
): Promise<ImportResult[]> {
  const fitting: T[] = [];
  const wrong = new Map<number, Noted>();
  for (const [index, record] of (given ?? []).entries()) {
    const taken = await orRefused(async () => {
      fitting.push(await understand(understood(schema, record)));
    });
    if (taken !== undefined) wrong.set(index, taken);
  }
  const taken = (await takeAll(fitting)).values();
  return (given ?? []).map((record, index) => {
    const found = wrong.get(index) ?? taken.next().value;
    return resultOf(
      kind,
      index,
      record,
      found ?? { outcome: "refused", reason: "it was not read" },
    );
  });
}

function understood<S extends z.ZodType>(schema: S, record: unknown): z.output<S> {
  const parsed = schema.safeParse(record);
  if (parsed.success) return parsed.data;
  refuseInvalid({ target: "json", success: false, error: parsed.error });
  throw parsed.error;
}

/** A record that does not fit is refused, and stops no other. */
async function orRefused<T>(act: () => Promise<T>): Promise<T | Noted> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refusal) || !mayBeOfRecord.has(error.code)) throw error;
    return { outcome: "refused", reason: error.message };
  }
}

const mayBeOfRecord: ReadonlySet<Refusal["code"]> = new Set(["invalid", "forbidden", "conflict"]);

function resultOf(kind: Kind, index: number, record: unknown, taken: Noted): ImportResult {
  const { id, job_id, execution_id } = { ...(record as Record<string, unknown>) };
  const shown = kind === "log" ? undefined : execution_id ?? job_id ?? id;
  return {
    ...{ kind, index, outcome: taken.outcome },
    id: typeof shown === "string" || typeof shown === "number" ? String(shown) : "",
    reason: taken.outcome === "refused" ? taken.reason : "",
    notes: [
      ...taken.notes ?? [],
      ...(taken.outcome !== "refused" && taken.note !== undefined ? [taken.note] : []),
    ],
  };
}

/** One entry of the security log for a request that wrote something. */
async function tell(
  results: readonly ImportResult[],
  { deps: { db, clock }, actor, sent }: Importing,
): Promise<void> {
  const written = results.filter(({ outcome }) => outcome === "created" || outcome === "changed");
  if (written.length === 0) return;
  const counts = Object.fromEntries(
    Object.entries(Object.groupBy(written, ({ kind }) => kind))
      .map(([kind, some]) => [kind, some?.length ?? 0]),
  );
  const about = { kind: "import", event: "added", subject: sent.source } as const;
  const entry = securityEntry(
    actor,
    { ...about, description: JSON.stringify(counts) },
    clock.now(),
  );
  await writeSecurityEntry(db, entry, clock.now());
}
