import type { Restored } from "../scheduler/store/backup/restore.ts";
import type { BackupContent } from "../scheduler/store/backup/verify.ts";

/** What a person reads about a whole backup. */
export function contentText({ header, trailer, counts, unreadable }: BackupContent): string {
  const made = new Date(header.created_at).toISOString();
  const { ranges } = trailer;
  const moment = ranges === undefined
    ? "a snapshot of one moment"
    : `ranges, from versionstamp ${ranges.from_versionstamp} to ${ranges.to_versionstamp}; ` +
      `${ranges.changed_rows} records were written while they were read`;
  const largest = [...counts].sort(([, a], [, b]) => b - a).slice(0, 12)
    .map(([kind, count]) => `${kind} ${count}`).join(", ");
  return [
    `The backup of ${made} is whole: ${trailer.rows} records, schema version ${header.schema_version}, ` +
    `made by Carillon ${header.program}.`,
    `It shows ${moment}.`,
    `Records by kind: ${largest}.`,
    ...(unreadable === 0 ? [] : [`${unreadable} records cannot be read.`]),
  ].join("\n");
}

/** What a person reads after a restore. */
export function restoredText({ content, loaded, settled, startedAnew }: Restored): string {
  const { written, passing, expired, unreadable } = loaded;
  const made = new Date(content.header.created_at).toISOString();
  return [
    ...(startedAnew ? ["The beginning of an earlier restore was removed first."] : []),
    `Restored the backup of ${made}: ${written} records written.`,
    `Left out: ${passing} records of processes and of the change feed, ${expired} that expired since, ` +
    `${unreadable} that cannot be read.`,
    ...(settled === undefined
      ? [
        "Jobs fire what they would have fired since, by their misfire rules; executions that ran or waited go on.",
      ]
      : [
        `${settled.lost} executions were running when the backup was made: they are failed. ` +
        `${settled.stopped} were waiting: they are stopped.`,
        `${settled.moved} jobs were due since: they fire next at their first fire time from now.`,
      ]),
    ...(content.trailer.ranges === undefined ? [] : [
      "The backup is no snapshot: run `deno task doctor -- --fix` before you start the service.",
    ]),
    "Log-ins and API keys that were ended since the backup are valid again: `deno task renew-key` ends all log-ins.",
  ].join("\n");
}
