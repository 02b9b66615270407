import type { Calendar } from "../../scheduler/model/calendars/calendar.ts";
import { type Caller, sees } from "../../scheduler/model/caller.ts";
import type { Category } from "../../scheduler/model/category.ts";
import type { Channel, ChannelSecrets } from "../../scheduler/model/channels/channel.ts";
import type { Job } from "../../scheduler/model/job.ts";
import type { Monitor } from "../../scheduler/model/monitors/monitor.ts";
import { keysOfJobs } from "../../scheduler/model/records/job_key.ts";
import { listCategories } from "../../scheduler/store/access/categories.ts";
import { listCalendars } from "../../scheduler/store/calendars/calendars.ts";
import { allChannels, channelSecrets } from "../../scheduler/store/channels/channels.ts";
import { allMonitors } from "../../scheduler/store/monitors/find_monitors.ts";
import { entriesOf } from "../../scheduler/store/feed/changes.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";

/** A job with the key by which documents know it, whether its record has one or not. */
export interface KeyedJob {
  readonly job: Job;
  readonly key: string;
}

/** What a server has of what a document describes. */
export interface ServerState {
  readonly categories: readonly Category[];
  readonly calendars: readonly Calendar[];
  readonly channels: readonly { readonly channel: Channel; readonly secrets: ChannelSecrets }[];
  /** Only those that the caller sees. The records of jobs in packs have no next fire time. */
  readonly jobs: readonly KeyedJob[];
  /** Only those that the caller sees. */
  readonly monitors: readonly Monitor[];
}

export async function readState(db: Database, caller: Caller): Promise<ServerState> {
  const [categories, calendars, channels, jobs, monitors] = await Promise.all([
    allCategoriesOf(db),
    listCalendars(db),
    channelsOf(db),
    allJobs(db),
    monitorsOf(db),
  ]);
  const keyOf = keysOfJobs(jobs);
  const seenJobs = jobs.filter(({ categoryId }) => sees(caller, categoryId))
    .map((job) => ({ job, key: keyOf.get(job.id) ?? job.id }));
  return {
    categories,
    calendars,
    channels,
    jobs: seenJobs,
    monitors: monitors.filter(({ categoryId }) => sees(caller, categoryId)),
  };
}

async function allCategoriesOf(db: Database): Promise<Category[]> {
  const found: Category[] = [];
  let cursor: string | undefined;
  do {
    const page = await listCategories(db, {
      limit: 1000,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

async function channelsOf(db: Database) {
  const channels = await allChannels(db);
  return await Promise.all(
    channels.map(async (channel) => ({ channel, secrets: await channelSecrets(db, channel.id) })),
  );
}

async function allJobs(db: Database): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const { value } of entriesOf(db, keys.job.all)) jobs.push(value);
  return jobs;
}

async function monitorsOf(db: Database): Promise<Monitor[]> {
  const monitors: Monitor[] = [];
  for await (const known of allMonitors(db)) {
    monitors.push(...known.map(({ monitor }) => monitor));
  }
  return monitors;
}
