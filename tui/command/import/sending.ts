import type { Carillon } from "../../client/mod.ts";
import type { ImportRequest } from "../../client/types.ts";
import type { Untaken } from "./untaken.ts";
import type { Records } from "./ndscheduler/records.ts";

const kinds = ["categories", "users", "jobs", "executions", "logs"] as const;
type Kind = typeof kinds[number];
export type Outcome = "created" | "changed" | "same" | "refused";

/** What an import did, or would do. */
export interface Sent {
  readonly counts: Readonly<Record<Kind, Readonly<Record<Outcome, number>>>>;
  readonly untaken: readonly Untaken[];
  /** What to know of records that are taken. */
  readonly notes: readonly { readonly what: string; readonly note: string }[];
}

/** The server takes 1,000 records of a kind, and 8 MiB; fewer at once, so that an answer comes in time. */
const [mostAtOnce, mostBytes] = [200, 2 * 1024 * 1024];

/** Sends records part by part, in an order in which what they refer to comes first. */
export async function sendRecords(
  client: Carillon,
  source: string,
  records: Records,
  dryRun: boolean,
): Promise<Sent> {
  const counts = Object.fromEntries(
    kinds.map((kind) => [kind, { created: 0, changed: 0, same: 0, refused: 0 }]),
  ) as Record<Kind, Record<Outcome, number>>;
  const [untaken, notes]: [Untaken[], { what: string; note: string }[]] = [[], []];
  for (const kind of kinds) {
    for (const some of partsOf(records[kind])) {
      // A dry run has to know the categories that the import will make.
      const known = dryRun && kind !== "categories" ? { categories: [...records.categories] } : {};
      const request: ImportRequest = { source, dry_run: dryRun, ...known, [kind]: some };
      const { results } = await client.imports.send(request);
      const its = results.slice(-some.length);
      for (const [i, { outcome, reason, notes: told }] of its.entries()) {
        counts[kind][outcome]++;
        const what = nameOf(kind, some[i]);
        if (outcome === "refused") untaken.push({ what, reason });
        else notes.push(...told.map((note) => ({ what, note })));
      }
    }
  }
  return { counts, untaken, notes };
}

function* partsOf(records: readonly unknown[]): Generator<unknown[]> {
  let [part, bytes]: [unknown[], number] = [[], 0];
  for (const record of records) {
    const size = JSON.stringify(record).length;
    if (part.length > 0 && (part.length >= mostAtOnce || bytes + size > mostBytes)) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(record);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

const singular: Readonly<Record<Kind, string>> = {
  categories: "category",
  users: "user",
  jobs: "job",
  executions: "execution",
  logs: "log entry",
};

/** A record as people know it: by its name, or by its id. */
function nameOf(kind: Kind, record: unknown): string {
  const given = { ...(record as Record<string, unknown>) };
  const { name, username, execution_id, event, created_time, job_name } = given;
  const about = {
    categories: name,
    users: username,
    jobs: name,
    executions: execution_id,
    logs: `${event} of ${job_name}, ${created_time}`,
  }[kind];
  return `${singular[kind]} ${
    kind === "logs" ? about : JSON.stringify(about ?? given.id ?? given.job_id ?? "")
  }`;
}
