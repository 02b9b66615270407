import { type Command, Option } from "commander";
import type { Alarm, ListAlarmsQuery } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { categoryId, jobOf } from "../names.ts";
import { examples } from "../subcommand.ts";
import { taken, wholeNumber } from "../taking.ts";
import { momentAhead, shownTime } from "../times.ts";

interface Filters {
  readonly state: "open" | "closed" | "all";
  readonly job?: string;
  readonly category?: string;
  readonly kind?: ListAlarmsQuery["kind"];
  readonly limit: number;
}

interface NoteOption {
  readonly note?: string;
}

interface SnoozeOptions extends NoteOption {
  readonly until: string;
}

const kinds = ["failed", "missed", "late", "long", "overdue", "unsent"];

export function define(command: Command, context: Context): void {
  filtered(command.command("list").summary("list alarms, the newest first"))
    .action((filters: Filters) => list(context, filters));
  command.command("show <alarm>").summary("show an alarm with its history, by its id")
    .action((alarm: string) => show(context, alarm));
  command.command("ack <alarms...>").summary("say that you look after alarms: nobody is told again")
    .option("--note <text>", "a note for others")
    .action((alarms: string[], options: NoteOption) => acknowledge(context, alarms, options));
  command.command("snooze <alarms...>").summary("tell nobody of alarms for some time")
    .option("--until <time>", "up to this time, for this long (90m, 2d), or recovery", "recovery")
    .option("--note <text>", "a note for others")
    .action((alarms: string[], options: SnoozeOptions) => snooze(context, alarms, options));
  command.command("close <alarms...>").summary("close alarms")
    .option("--note <text>", "a note for others")
    .action((alarms: string[], options: NoteOption) => close(context, alarms, options));
  examples(
    command,
    ["carillon alarms list", "what is wrong now"],
    ['carillon alarms ack ALARM --note "the disk is full"', "nobody is told of it again"],
    ["carillon alarms snooze ALARM --until 2h", "nobody is told for two hours"],
  );
}

function filtered(command: Command): Command {
  return command
    .addOption(
      new Option("--state <state>", "only these").choices(["open", "closed", "all"])
        .default("open"),
    )
    .addOption(new Option("--kind <kind>", "only this kind").choices(kinds))
    .option("--job <job>", "only this job, by name or id")
    .option("--category <category>", "only this category, by name or number")
    .option("--limit <number>", "at most so many", wholeNumber, 100);
}

async function list(context: Context, filters: Filters): Promise<void> {
  const client = await context.client();
  const { state, job, category, kind, limit } = filters;
  const query: ListAlarmsQuery = {
    state: state === "all" ? undefined : state,
    kind,
    job_id: job && (await jobOf(client, job)).job_id,
    category_id: category && await categoryId(client, category) || undefined,
    limit: Math.min(Math.max(limit, 1), 1000),
  };
  await context.output.list(await taken(client.alarms.each(query), limit), [
    { head: "last seen", of: ({ last_time }) => shownTime(last_time) },
    { head: "subject", of: ({ subject }) => subject.name },
    { head: "kind", of: ({ kind }) => kind },
    { head: "state", of: stateOf },
    { head: "alarm", of: ({ alarm_id }) => alarm_id },
    { head: "count", of: ({ count }) => count, isWide: true },
    { head: "opened", of: ({ opened_time }) => shownTime(opened_time), isWide: true },
    { head: "reason", of: ({ reason }) => reason },
  ], state === "open" ? "No alarm is open." : "There are no such alarms.");
}

function stateOf({ state, acknowledged, snoozed_until: snoozed }: Alarm): string {
  if (state === "closed") return state;
  if (snoozed !== "") return "snoozed";
  return acknowledged === null ? state : "acknowledged";
}

async function show(context: Context, id: string): Promise<void> {
  const alarm = await (await context.client()).alarms.get(id);
  const { acknowledged, snoozed_until: snoozed } = alarm;
  await context.output.one(alarm, [
    ["alarm", alarm.alarm_id],
    ["subject", `${alarm.subject.name} (${alarm.subject.id})`],
    ["kind", alarm.kind],
    ["state", stateOf(alarm)],
    ["reason", alarm.reason],
    ["count", alarm.count],
    ["opened", shownTime(alarm.opened_time)],
    ["last seen", shownTime(alarm.last_time)],
    ["last run", alarm.last_execution_id || "-"],
    ["looked after", acknowledged === null ? "-" : `by ${acknowledged.user}`],
    ["snoozed", snoozed === "" || snoozed === "recovery" ? snoozed || "-" : shownTime(snoozed)],
    [
      "closed",
      alarm.closed_by === "" ? "-" : `${shownTime(alarm.closed_time)}, by ${alarm.closed_by}`,
    ],
    ...alarm.history.map(({ time, event, user, note }): [string, string] => [
      event,
      [shownTime(time), user && `by ${user}`, note].filter(Boolean).join(", "),
    ]),
  ]);
}

async function acknowledge(
  context: Context,
  ids: readonly string[],
  { note }: NoteOption,
): Promise<void> {
  const client = await context.client();
  await context.output.doneEach(ids, async (id) => {
    const alarm = await client.alarms.acknowledge(id, { note });
    return [`The alarm of ${alarm.subject.name} is acknowledged.`, alarm];
  });
}

async function snooze(
  context: Context,
  ids: readonly string[],
  { until, note }: SnoozeOptions,
): Promise<void> {
  const at = until === "recovery" ? until : momentAhead("--until", until, context.io.now());
  const client = await context.client();
  await context.output.doneEach(ids, async (id) => {
    const alarm = await client.alarms.snooze(id, { until: at, note });
    const shown = at === "recovery" ? "its recovery" : shownTime(at);
    return [`The alarm of ${alarm.subject.name} is snoozed until ${shown}.`, alarm];
  });
}

async function close(
  context: Context,
  ids: readonly string[],
  { note }: NoteOption,
): Promise<void> {
  const client = await context.client();
  await context.output.doneEach(ids, async (id) => {
    const alarm = await client.alarms.close(id, { note });
    return [`The alarm of ${alarm.subject.name} is closed.`, alarm];
  });
}
