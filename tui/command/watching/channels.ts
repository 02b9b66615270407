import type { Command } from "commander";
import type { Channel } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit_codes.ts";
import { channelOf } from "../names.ts";
import { examples } from "../subcommand.ts";
import { shownTime } from "../times.ts";

export function define(command: Command, context: Context): void {
  command.action(() => list(context));
  command.command("list").summary("list the channels").action(() => list(context));
  command.command("show <channel>").summary("show a channel, by name or id")
    .action((channel: string) => show(context, channel));
  command.command("test <channel>").summary(
    "send a test message; exits with 1 where it is not sent",
  )
    .action((channel: string) => test(context, channel));
  examples(
    command,
    ["carillon channels", "all channels, and whether they work"],
    ["carillon channels test operators", "send a test message"],
  );
}

async function list(context: Context): Promise<void> {
  const channels = await (await context.client()).channels.list();
  await context.output.list(channels, [
    { head: "name", of: ({ name }) => name },
    { head: "kind", of: ({ kind }) => kind },
    { head: "category", of: categoryText },
    { head: "target", of: ({ target }) => target },
    { head: "works", of: ({ failing_since: since }) => since === "" ? "yes" : "no" },
    { head: "last sent", of: ({ last_sent_at }) => shownTime(last_sent_at) },
    { head: "id", of: ({ id }) => id, isWide: true },
    { head: "last error", of: ({ last_error }) => last_error, isWide: true },
  ], "There are no channels.");
}

function categoryText({ category_id: id }: Channel): string | number {
  return id ?? "all";
}

async function show(context: Context, text: string): Promise<void> {
  const channel = await channelOf(await context.client(), text);
  const { quiet_hours: quiet } = channel;
  await context.output.one(channel, [
    ["name", channel.name],
    ["id", channel.id],
    ["kind", channel.kind],
    ["category", categoryText(channel)],
    ["target", channel.target],
    ["url", channel.url_set ? "set" : "none"],
    ["secret", channel.secret_set ? "set" : "none"],
    ["language", channel.language],
    ["quiet hours", quiet === null ? "never" : `${quiet.from} to ${quiet.to} ${quiet.time_zone}`],
    ["last sent", shownTime(channel.last_sent_at)],
    ["failing since", shownTime(channel.failing_since)],
    ["last error", channel.last_error || "-"],
  ]);
}

async function test(context: Context, text: string): Promise<void> {
  const client = await context.client();
  const { id, name } = await channelOf(client, text);
  const answer = await client.channels.test(id);
  if (!answer.sent) context.exitCode = exitCodes.failed;
  const what = answer.sent ? "is sent" : "is not sent";
  await context.output.done(`The test message of ${name} ${what}: ${answer.outcome}`, answer);
}
