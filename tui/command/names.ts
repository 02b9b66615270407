import { CarillonError } from "../client/failure.ts";
import type { Carillon } from "../client/mod.ts";
import type { ApiKey, Calendar, Category, Channel, Job, Monitor, User } from "../client/types.ts";
import { CommandFailure, wrongUse } from "./failures.ts";
import { exitCodes } from "./exit_codes.ts";

const hexId = /^[0-9a-f]{32}$/;
/** The longest text that the server searches for. */
const longestSearch = 200;

/**
 * The job of an id or a name.
 * @throws CommandFailure where there is none, and where several jobs have the name.
 */
export async function jobOf(client: Carillon, text: string): Promise<Job> {
  const byId = hexId.test(text) ? await client.jobs.get(text).catch(ifMissing) : undefined;
  if (byId !== undefined) return byId;
  const near: Job[] = [];
  for await (const job of client.jobs.each({ q: text.slice(0, longestSearch) })) near.push(job);
  const named = near.filter(({ name }) => name === text);
  const [job, ...others] = named;
  if (job === undefined) throw missing("job", text, near.map(({ name }) => name), "jobs list");
  if (others.length === 0) return job;
  const ids = named.map((one) => `${one.job_id} (category ${one.category_id})`).join(", ");
  throw wrongUse(`${named.length} jobs are named "${text}": ${ids}. Give an id.`);
}

export async function categoryOf(client: Carillon, text: string): Promise<Category> {
  const all = await client.categories.list();
  return foundIn(all, text, "category", "categories list");
}

/** The number of a category; 0 stands for all of them. */
export async function categoryId(client: Carillon, text: string): Promise<number> {
  return text === "0" || text === "all" ? 0 : (await categoryOf(client, text)).id;
}

export async function userOf(client: Carillon, text: string): Promise<User> {
  const all: { id: number; name: string; user: User }[] = [];
  for await (const user of client.users.each()) {
    all.push({ id: user.id, name: user.username, user });
  }
  return foundIn(all, text, "user", "users list").user;
}

export async function keyOf(client: Carillon, text: string): Promise<ApiKey> {
  const all: ApiKey[] = [];
  for await (const key of client.apiKeys.each()) all.push(key);
  return foundIn(all, text, "API key", "keys list");
}

export async function channelOf(client: Carillon, text: string): Promise<Channel> {
  return foundIn(await client.channels.list(), text, "channel", "channels list");
}

export async function monitorOf(client: Carillon, text: string): Promise<Monitor> {
  const all: { id: string; name: string; monitor: Monitor }[] = [];
  for await (const monitor of client.monitors.each()) {
    all.push({ id: monitor.monitor_id, name: monitor.name, monitor });
  }
  return foundIn(all, text, "monitor", "monitors list").monitor;
}

export async function calendarOf(client: Carillon, text: string): Promise<Calendar> {
  return foundIn(await client.calendars.list(), text, "calendar", "calendars list");
}

/** A name goes before a number: a category may be named "2026". */
function foundIn<T extends { readonly id: number | string; readonly name: string }>(
  all: readonly T[],
  text: string,
  what: string,
  list: string,
): T {
  const found = all.find(({ name }) => name === text) ??
    all.find(({ name }) => name.toLowerCase() === text.toLowerCase()) ??
    all.find(({ id }) => String(id) === text);
  if (found !== undefined) return found;
  throw missing(what, text, [], list);
}

function missing(
  what: string,
  text: string,
  near: readonly string[],
  list: string,
): CommandFailure {
  const some = [...new Set(near)].slice(0, 3).map((name) => `"${name}"`).join(", ");
  const advice = some === "" ? `\`carillon ${list}\` shows all.` : `Near it: ${some}.`;
  return new CommandFailure(`There is no ${what} "${text}". ${advice}`, exitCodes.notFound);
}

function ifMissing(error: unknown): undefined {
  if (error instanceof CarillonError && error.status === 404) return undefined;
  throw error;
}
