import type { Command } from "commander";
import type { Context } from "../context.ts";
import { calendarOf } from "../names.ts";
import { examples } from "../subcommand.ts";
import { shownTime } from "../times.ts";

export function define(command: Command, context: Context): void {
  command.action(() => list(context));
  command.command("list").summary("list the calendars").action(() => list(context));
  command.command("show <calendar>").summary("show the days and times of a calendar")
    .action((calendar: string) => show(context, calendar));
  examples(
    command,
    ["carillon calendars", "all calendars"],
    ["carillon calendars show holidays", "its days and times"],
  );
}

async function list(context: Context): Promise<void> {
  const calendars = await (await context.client()).calendars.list();
  await context.output.list(calendars, [
    { head: "id", of: ({ id }) => id },
    { head: "name", of: ({ name }) => name },
    { head: "zone", of: ({ timezone }) => timezone },
    { head: "dates", of: ({ dates }) => dates.length },
    { head: "windows", of: ({ windows }) => windows.length },
    { head: "times", of: ({ times }) => times.length },
    { head: "description", of: ({ description }) => description, isWide: true },
  ], "There are no calendars.");
}

async function show(context: Context, text: string): Promise<void> {
  const calendar = await calendarOf(await context.client(), text);
  const named = (times: string, name: string) => name === "" ? times : `${times}, ${name}`;
  await context.output.one(calendar, [
    ["id", calendar.id],
    ["name", calendar.name],
    ["description", calendar.description],
    ["zone", calendar.timezone],
    ...calendar.dates.map(({ from, to, name }): [string, string] => [
      "date",
      named(from === to ? from : `${from} to ${to}`, name),
    ]),
    ...calendar.windows.map(({ days, from, to }): [string, string] => [
      "window",
      `${days.join(", ")} ${from} to ${to}`,
    ]),
    ...calendar.times.map(({ from, to, name }): [string, string] => [
      "time",
      named(`${shownTime(from)} to ${shownTime(to)}`, name),
    ]),
    ["known until", shownTime(calendar.known_until)],
  ]);
}
