import { z } from "zod";
import { allCategories } from "../category.ts";
import { draftExecution, type Scheduled } from "../execution.ts";
import { ChannelId, type ExecutionId, newId } from "../ids.ts";
import type { Job } from "../job.ts";
import type { JobPolicy } from "../job_policy.ts";
import { defaultJobPolicy } from "../job_policy_fields.ts";
import type { Json } from "../json.ts";
import { draftSchedule } from "../schedule.ts";
import { hour, type Instant, second } from "../time.ts";
import { ChannelNotice } from "./channel_notice.ts";
import type { Channel } from "./channel.ts";

/** The class of the executions that send messages. No job can have it. */
export const notificationClass = "carillon.notification";

/** The arguments of such an execution. */
export const DeliveryArgs = z.tuple([
  z.object({ channelId: ChannelId, notices: z.array(ChannelNotice).min(1) }),
]);

/**
 * A failed message is tried again after 15 to 30 s, with waits that double up to an hour, for about a day. Half of each
 * wait is random, so it is 17 hours at least.
 */
export const deliveryPolicy: JobPolicy = {
  ...defaultJobPolicy,
  maxRetries: 40,
  retryDelaySeconds: 30,
  retryDelayMaxSeconds: hour / second,
  timeoutSeconds: 60,
} as JobPolicy;

/** It never fires: it stands in the record of the execution because every execution has a schedule. */
const noSchedule = draftSchedule({ month: "2", day: "30" }, "UTC");

/** The execution that sends a message with these notices. Its id is the key of the message. */
export function draftDelivery(
  channel: Channel,
  notices: readonly ChannelNotice[],
  now: Instant,
): Scheduled {
  return draftExecution({
    id: newId<ExecutionId>(now),
    job: systemJob(channel, notices),
    trigger: "notification",
    scheduledAt: now,
    readyAt: now,
  }, now);
}

/** The channel whose message an execution sends. @param sends an execution with the trigger `notification`. */
export function channelOf({ job }: Pick<Scheduled, "job">): ChannelId | undefined {
  const [args] = job.pubArgs as [{ channelId?: unknown }?];
  return ChannelId.safeParse(args?.channelId).data;
}

function systemJob(channel: Channel, notices: readonly ChannelNotice[]): Job {
  const { id: channelId, jobId, name, categoryId = allCategories } = channel;
  return {
    id: jobId,
    name: `notification: ${name}`,
    jobClass: notificationClass,
    pubArgs: [{ channelId, notices } as unknown as Json],
    schedule: noSchedule,
    categoryId,
    policy: deliveryPolicy,
    paused: true,
    active: [],
    version: 1,
    createdAt: channel.createdAt,
    updatedAt: channel.updatedAt,
  };
}
