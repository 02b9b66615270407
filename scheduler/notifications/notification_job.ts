import { defineJobClass, type JobClass, type JobContext } from "../job_classes/job_class.ts";
import type { ChannelNotice } from "../model/channels/channel_notice.ts";
import { DeliveryArgs, notificationClass } from "../model/channels/delivery.ts";
import type { ChannelId, ExecutionId } from "../model/ids.ts";
import type { Clock } from "../model/time.ts";
import { channelSecrets, findChannel } from "../store/channels/channels.ts";
import { noteSending } from "../store/channels/health.ts";
import type { Database } from "../store/kv/database.ts";
import { deliver, type SendDeps, sendFailure } from "./deliver.ts";
import { lastLines } from "./last_lines.ts";

export interface NotificationDeps extends SendDeps {
  readonly db: Database;
  readonly clock: Clock;
}

/**
 * The class of the executions that send messages. The API does not know it, so no job can have it. An execution that fails
 * is tried again for a day. Its channel shows that it fails, and has an alarm of its own.
 */
export function notificationJob(deps: NotificationDeps): JobClass {
  return defineJobClass({
    name: notificationClass,
    notes: "Tells of alarms by a channel.",
    relaysOutput: true,
    args: DeliveryArgs,
    example: [{ channelId: "0".repeat(32), notices: [] }] as never,
    run: ([{ channelId, notices }], context) => send(deps, channelId, notices, context),
  });
}

async function send(
  deps: NotificationDeps,
  channelId: ChannelId,
  notices: readonly ChannelNotice[],
  context: JobContext,
): Promise<string> {
  const { db, clock } = deps;
  const known = await findChannel(db, channelId);
  if (known === undefined) {
    context.describe("not sent: the channel was deleted");
    return "not sent";
  }
  const [first] = notices;
  const id = notices.length === 1 ? first?.executionId as ExecutionId | undefined : undefined;
  const outputs = new Map(id === undefined ? [] : [[id as string, await lastLines(db, id)]]);
  const secrets = await channelSecrets(db, channelId);
  const delivery = { channel: known.channel, secrets, notices, outputs, at: context.scheduledAt };
  let answer: string;
  try {
    answer = await deliver(deps, delivery, context);
  } catch (error) {
    // A shutdown is no failure of the channel.
    if (!context.signal.aborted || isTimeout(context.signal)) {
      await noteSending(db, channelId, sendFailure(error), clock.now());
    }
    throw error;
  }
  context.log.info(answer);
  await noteSending(db, channelId, undefined, clock.now()).catch((error) =>
    // The message is sent: a failure here would send it again.
    context.log.warn(`the channel's health could not be written: ${sendFailure(error)}`)
  );
  return answer;
}

function isTimeout({ reason }: AbortSignal): boolean {
  return reason instanceof DOMException && reason.name === "TimeoutError";
}
