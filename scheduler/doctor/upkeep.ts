import process from "node:process";
import latest from "moment-timezone/data/packed/latest.json" with { type: "json" };
import { timeOf } from "../model/ids.ts";
import { type Clock, day } from "../model/time.ts";
import { listChannels } from "../store/channels/channels.ts";
import type { Database } from "../store/kv/database.ts";
import { keys } from "../store/kv/keys.ts";
import { type Finding, mostExamples } from "./finding.ts";
import type { Settings } from "./settings.ts";

/** Zone data that is older than this has missed some changes of law. */
const oldYears = 1;
/** A clear-up comes each hour: what is older by a day should be gone. */
const lateDays = 1;

/** The version of the zone data against the newest that this process knows: that of Deno itself. */
export function zoneFindings(clock: Clock, ours: string = latest.version): Finding[] {
  const newest = [ours, process.versions.tz ?? ""].toSorted().at(-1) ?? ours;
  const years = new Date(clock.now()).getUTCFullYear() - Number(ours.slice(0, 4));
  if (newest === ours && years <= oldYears) return [];
  const known = newest === ours ? "" : `, and Deno has ${newest}`;
  return [{
    check: "zone data",
    severity: "warning",
    text: `The zone data is that of ${ours}${known}.`,
    remedy:
      "Update the package moment-timezone, or Carillon: zones whose law changed fire at the wrong hour.",
  }];
}

/** Records that are kept for longer than the configuration says. */
export async function retentionFindings(
  db: Database,
  settings: Pick<Settings, "executionRetentionDays" | "logRetentionDays">,
  clock: Clock,
): Promise<Finding[]> {
  const { executionRetentionDays, logRetentionDays } = settings;
  const tables = [
    [keys.execution.all, executionRetentionDays, "EXECUTION_RETENTION_DAYS"],
    [keys.sheet.all, executionRetentionDays, "EXECUTION_RETENTION_DAYS"],
    [keys.audit.all, logRetentionDays, "LOG_RETENTION_DAYS"],
  ] as const;
  const found: Finding[] = [];
  for (const [{ prefix, schema }, days, variable] of tables) {
    const [oldest] = await db.list<unknown>({ prefix, schema }, { limit: 1 });
    if (oldest === undefined) continue;
    const age = (clock.now() - timeOf(String(oldest.key.at(-1)))) / day;
    if (age <= days + lateDays) continue;
    found.push({
      check: "retention",
      severity: "warning",
      text: `The oldest record of ${String(prefix[0])} is ${
        Math.floor(age)
      } days old, and ${variable} is ${days}.`,
      remedy:
        "Look whether a process runs that fires jobs: it also clears up, a part with each hour.",
    });
  }
  return found;
}

/** Whether somebody is told of alarms. */
export async function channelFindings(db: Database): Promise<Finding[]> {
  const channels = await listChannels(db);
  if (channels.length === 0) {
    return [{
      check: "channels",
      severity: "warning",
      text: "There is no channel: nobody is told of alarms.",
      remedy: "Create one with POST /api/v1/channels, see docs/channels.md.",
    }];
  }
  const failing = channels.filter(({ health }) => health.failingSince !== undefined);
  if (failing.length === 0) return [];
  return [{
    check: "channels",
    severity: "warning",
    text: `${failing.length} channels fail: their messages do not arrive.`,
    remedy:
      "The channel's `last_error` says why; POST /api/v1/channels/{channel_id}/test tries it.",
    count: failing.length,
    examples: failing.slice(0, mostExamples).map(({ channel }) => channel.name),
  }];
}
