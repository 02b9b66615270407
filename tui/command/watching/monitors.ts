import type { Command } from "commander";
import type { Monitor, MonitorKey } from "../../client/types.ts";
import { cronText, duration } from "../../texts/format.ts";
import { confirm, confirmByHand, type YesOption } from "../confirming.ts";
import type { Context } from "../context.ts";
import { categoryId, monitorOf } from "../names.ts";
import { examples } from "../subcommand.ts";
import { taken, wholeNumber } from "../taking.ts";
import { shownTime } from "../times.ts";

interface Filters {
  readonly search?: string;
  readonly state?: string;
  readonly category?: string;
  readonly limit?: number;
}

interface CreateOptions {
  readonly every?: number;
  readonly cron?: string;
  readonly timezone?: string;
  readonly grace?: number;
  readonly category?: string;
}

export function define(command: Command, context: Context): void {
  command.command("list").summary("list the monitors")
    .option("--search <text>", "a text in the name")
    .option("--state <states>", "only these states: new, up, late, down, paused")
    .option("--category <category>", "only this category, by name or number")
    .option("--limit <number>", "at most so many", wholeNumber)
    .action((filters: Filters) => list(context, filters));
  command.command("show <monitor>").summary("show a monitor, by name or id")
    .action((monitor: string) => show(context, monitor));
  command.command("create <name>").summary("make a monitor, and print its ping address once")
    .option("--every <seconds>", "a ping is expected so long after the last one", wholeNumber)
    .option("--cron <expression>", "pings are expected at these times")
    .option("--timezone <zone>", "the zone of the cron fields")
    .option("--grace <seconds>", "how late a ping may be", wholeNumber)
    .option("--category <category>", "by name or number")
    .action((name: string, options: CreateOptions) => create(context, name, options));
  command.command("pause <monitor>").summary("pause a monitor")
    .option("-y, --yes", "do not ask about a monitor that is managed as code")
    .action((monitor: string, options: YesOption) => setPaused(context, monitor, true, options));
  command.command("resume <monitor>").summary("resume a monitor")
    .option("-y, --yes", "do not ask about a monitor that is managed as code")
    .action((monitor: string, options: YesOption) => setPaused(context, monitor, false, options));
  command.command("renew-key <monitor>").summary("give a monitor a new ping address")
    .option("-y, --yes", "do not ask")
    .action((monitor: string, options: YesOption) => renew(context, monitor, options));
  command.command("delete <monitor>").summary("delete a monitor")
    .option("-y, --yes", "do not ask")
    .action((monitor: string, options: YesOption) => remove(context, monitor, options));
  examples(
    command,
    ["carillon monitors list --state down,late", "what does not ping"],
    ["carillon monitors create mail --every 86400", "make one, and print its ping address"],
  );
}

async function list(context: Context, filters: Filters): Promise<void> {
  const client = await context.client();
  const { search, state, category, limit = Infinity } = filters;
  const query = {
    q: search,
    state,
    category_id: category && await categoryId(client, category) || undefined,
  };
  const monitors = await taken(client.monitors.each(query), limit);
  await context.output.list(monitors, [
    { head: "name", of: ({ name }) => name },
    { head: "state", of: ({ state }) => state },
    { head: "last ping", of: ({ last_ping_time }) => shownTime(last_ping_time) },
    { head: "next", of: ({ next_ping_time }) => shownTime(next_ping_time) },
    { head: "expected", of: expectedText },
    { head: "category", of: ({ category_id }) => category_id, isWide: true },
    { head: "id", of: ({ monitor_id }) => monitor_id, isWide: true },
  ], "There are no such monitors. `carillon monitors create` makes one.");
}

function expectedText(monitor: Monitor): string {
  const { period_seconds: period, minute, hour, day, month, day_of_week } = monitor;
  if (period !== null) return `every ${duration(period * 1000)}`;
  const [a, b, c, d, e] = [minute, hour, day, month, day_of_week].map((field) => field ?? "*");
  return cronText({
    ...{ minute: a ?? "*", hour: b ?? "*", day: c ?? "*", month: d ?? "*" },
    day_of_week: e ?? "*",
  });
}

async function show(context: Context, text: string): Promise<void> {
  const monitor = await monitorOf(await context.client(), text);
  const took = monitor.last_duration_ms;
  await context.output.one(monitor, [
    ["name", monitor.name],
    ["id", monitor.monitor_id],
    ["state", monitor.started ? `${monitor.state}, a run has started` : monitor.state],
    ["down since", shownTime(monitor.down_since)],
    ["expected", `${expectedText(monitor)} (${monitor.timezone})`],
    ["grace", duration(monitor.grace_seconds * 1000)],
    ["last ping", shownTime(monitor.last_ping_time)],
    ["last success", shownTime(monitor.last_success_time)],
    ["next", shownTime(monitor.next_ping_time)],
    ["took", took === null ? "-" : duration(took)],
    ["pings", monitor.pings],
    ["category", monitor.category_id],
    ...(monitor.managed_by === undefined ? [] : [["managed by", monitor.managed_by] as const]),
  ]);
}

async function create(context: Context, name: string, options: CreateOptions): Promise<void> {
  const client = await context.client();
  const { every, cron, timezone, grace, category } = options;
  const made = await client.monitors.create({
    ...{ name, cron, timezone },
    period_seconds: every,
    grace_seconds: grace,
    category_id: category === undefined ? undefined : await categoryId(client, category),
  });
  await told(context, `${name} is made.`, made);
}

/** The address is said once: nothing can show it again. */
async function told(context: Context, what: string, made: MonitorKey): Promise<void> {
  const keep = "Keep the ping address: nothing can show it again.";
  await context.output.done(`${what} ${keep}\n${made.ping_path}`, made);
}

async function setPaused(
  context: Context,
  text: string,
  isPaused: boolean,
  options: YesOption,
): Promise<void> {
  const client = await context.client();
  const monitor = await monitorOf(client, text);
  const { monitor_id: id, name } = monitor;
  await confirmByHand(context, [monitor], options);
  const answer = isPaused ? await client.monitors.pause(id) : await client.monitors.resume(id);
  await context.output.done(`${name} is ${isPaused ? "paused" : "resumed"}.`, answer);
}

async function renew(context: Context, text: string, options: YesOption): Promise<void> {
  const client = await context.client();
  const { monitor_id, name } = await monitorOf(client, text);
  await confirm(context, `Stop the present ping address of "${name}"?`, options);
  await told(context, `${name} has a new key.`, await client.monitors.renewKey(monitor_id));
}

async function remove(context: Context, text: string, options: YesOption): Promise<void> {
  const client = await context.client();
  const { monitor_id, name, managed_by } = await monitorOf(client, text);
  const told = managed_by === undefined ? "" : `, which is managed as code by "${managed_by}"`;
  await confirm(context, `Delete the monitor "${name}"${told}?`, options);
  await context.output.done(`${name} is deleted.`, await client.monitors.delete(monitor_id));
}
