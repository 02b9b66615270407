/** Looks for faults in the database and the settings, and mends those that are safe to mend. */
import type { Clock } from "../model/time.ts";
import type { Database } from "../store/kv/database.ts";
import { textOfKey } from "../store/kv/faults/unreadable.ts";
import { mendMissing, mendOrphan, stillMissing, stillOrphan } from "./confirm.ts";
import { type Finding, mostExamples } from "./finding.ts";
import { findSuspects } from "./index_faults.ts";
import type { Link } from "./link.ts";
import { clockFindings, tickFindings, workerStamps } from "./processes.ts";
import { type KindSize, type Scan, scanAll } from "./scan.ts";
import { settingFindings, type Settings, type Surroundings } from "./settings.ts";
import { findStuck, releaseStuck } from "./stuck.ts";
import { channelFindings, retentionFindings, zoneFindings } from "./upkeep.ts";

/** What an examination needs. */
export interface Examination {
  readonly db: Database;
  readonly clock: Clock;
  /** Absent: settings and retention are not looked at. */
  readonly settings?: Settings;
  readonly surroundings?: Surroundings;
  /** Mend what is safe to mend. */
  readonly fix?: boolean;
  /** How long the records are looked at, in milliseconds. Absent: until all are seen. */
  readonly mostMs?: number;
}

/** What the doctor says. */
export interface Report {
  readonly findings: readonly Finding[];
  /** How many records were looked at, and whether these are all. */
  readonly rows: number;
  readonly isWhole: boolean;
  readonly tookMs: number;
  /** The size of each kind of record, as far as records were looked at. */
  readonly kinds: ReadonlyMap<string, KindSize>;
}

/** Several processes may use the database meanwhile: what they change at the moment is read again before it is told. */
export async function examine(given: Examination): Promise<Report> {
  const { db, clock, settings, surroundings = {}, fix = false, mostMs = Infinity } = given;
  const startedAt = performance.now();
  const stamps = await workerStamps(db);
  const scan = await scanAll(db, startedAt + mostMs);
  const findings: Finding[] = [
    ...unreadableFindings(scan),
    ...await stuckFindings(given, scan, fix),
    ...scan.isWhole ? await indexFindings(given, scan, fix) : [cutShort(scan)],
    ...await tickFindings(db, clock),
    ...await clockFindings(db, stamps, clock),
    ...zoneFindings(clock),
    ...settings === undefined ? [] : [
      ...await retentionFindings(db, settings, clock),
      ...settingFindings(settings, surroundings),
      ...await channelFindings(db),
    ],
  ];
  return {
    findings,
    rows: scan.rows,
    isWhole: scan.isWhole,
    tookMs: performance.now() - startedAt,
    kinds: scan.kinds,
  };
}

function cutShort({ rows }: Scan): Finding {
  return {
    check: "indexes",
    severity: "info",
    text: `The time was over after ${rows} records: the indexes were not compared.`,
    remedy: "Give it more time, or run `deno task doctor`, which has no limit.",
  };
}

function unreadableFindings({ unreadable, unreadableCount, setAsideCount }: Scan): Finding[] {
  const found: Finding[] = [];
  if (unreadableCount > 0) {
    found.push({
      check: "unreadable records",
      severity: "error",
      text: `${unreadableCount} records cannot be read.`,
      remedy: "See “Records that cannot be read” in docs/operations.md; a backup may have them.",
      count: unreadableCount,
      examples: unreadable.map(textOfKey),
    });
  }
  if (setAsideCount > 0) {
    found.push({
      check: "set aside",
      severity: "info",
      text: `${setAsideCount} index entries of unreadable records are set aside.`,
      remedy: "They come back by themselves when their records can be read again.",
      count: setAsideCount,
    });
  }
  return found;
}

async function stuckFindings(
  { db, clock }: Examination,
  scan: Scan,
  fix: boolean,
): Promise<Finding[]> {
  const stuck = await findStuck(db, scan);
  const ids = stuck.flatMap(({ ids }) => ids);
  if (ids.length === 0) return [];
  let fixed = 0;
  if (fix) { for (const one of stuck) fixed += await releaseStuck(db, one, clock.now()); }
  return [{
    check: "stuck executions",
    severity: "error",
    text: `${ids.length} executions are running, and no worker has them.`,
    remedy:
      "`deno task doctor -- --fix` releases them: they are queued again while attempts remain, and fail otherwise.",
    count: ids.length,
    examples: ids.slice(0, mostExamples),
    ...(fix ? { fixed } : {}),
  }];
}

async function indexFindings(
  { db, clock }: Examination,
  scan: Scan,
  fix: boolean,
): Promise<Finding[]> {
  const suspects = await findSuspects(db, scan);
  const [missing, orphans] = [new Told(), new Told()];
  for (const link of suspects.missing) {
    const record = await stillMissing(db, link);
    if (record === undefined) continue;
    missing.add(link, fix && await mendMissing(db, link, record, clock.now()));
  }
  for (const link of suspects.orphans) {
    const row = await stillOrphan(db, link);
    if (row === undefined) continue;
    orphans.add(link, fix && await mendOrphan(db, link, row, clock.now()));
  }
  const more = suspects.isCut ? " There may be more: run it again." : "";
  return [
    ...missing.findings((index, count) => ({
      check: "missing index entries",
      severity: "error",
      text:
        `${count} records have no entry in ${index}: lists leave them out, or they are not run.${more}`,
      remedy: "`deno task doctor -- --fix` writes them anew.",
    }), fix),
    ...orphans.findings((index, count) => ({
      check: "needless index entries",
      severity: "warning",
      text: `${count} entries of ${index} lead to no record.${more}`,
      remedy: "`deno task doctor -- --fix` removes them.",
    }), fix),
  ];
}

/** Faults of index rows, by the index. */
class Told {
  readonly #indexes = new Map<string, { count: number; fixed: number; examples: string[] }>();

  add({ key }: Link, isFixed: boolean): void {
    const index = String(key[0]);
    const told = this.#indexes.get(index) ?? { count: 0, fixed: 0, examples: [] };
    told.count++;
    if (isFixed) told.fixed++;
    if (told.examples.length < mostExamples) told.examples.push(textOfKey(key));
    this.#indexes.set(index, told);
  }

  findings(
    say: (index: string, count: number) => Omit<Finding, "count" | "examples" | "fixed">,
    fix: boolean,
  ): Finding[] {
    return Array.from(this.#indexes, ([index, { count, fixed, examples }]) => ({
      ...say(index, count),
      count,
      examples,
      ...(fix ? { fixed } : {}),
    }));
  }
}
