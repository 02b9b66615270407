import { withSecrets } from "../../scheduler/job_classes/job_secret.ts";
import type { JobLog } from "../../scheduler/job_classes/mod.ts";
import { allCategories } from "../../scheduler/model/category.ts";
import type { Channel } from "../../scheduler/model/channels/channel.ts";
import type { ChannelNotice } from "../../scheduler/model/channels/channel_notice.ts";
import { type ExecutionId, newId } from "../../scheduler/model/ids.ts";
import { secretRefusal } from "../../scheduler/model/rights/secret_rights.ts";
import { deliver, type SendDeps, sendFailure } from "../../scheduler/notifications/deliver.ts";
import { channelSecrets } from "../../scheduler/store/channels/channels.ts";
import { noteSending } from "../../scheduler/store/channels/health.ts";
import type { AppDeps } from "../deps.ts";

/** A test takes this long at most, in milliseconds. */
const timeoutMs = 15_000;

const silent: JobLog = { debug() {}, info() {}, warn() {}, error() {} };

/** Sends one message at once, as the executions of the channel do. @returns how it went. */
export async function sendTest(
  { db, clock, secretCategories }: Pick<AppDeps, "db" | "clock" | "secretCategories">,
  sending: SendDeps,
  channel: Channel,
): Promise<{ sent: boolean; outcome: string; duration_ms: number }> {
  const [at, began] = [clock.now(), performance.now()];
  const secrets = await channelSecrets(db, channel.id);
  const delivery = { channel, secrets, notices: [testNotice(channel, at)], outputs: new Map(), at };
  const context = {
    executionId: newId<ExecutionId>(at),
    attempt: 1,
    signal: AbortSignal.timeout(timeoutMs),
    log: silent,
  };
  const { categoryId = allCategories } = channel;
  const done = (sent: boolean, outcome: string) => (
    { sent, outcome, duration_ms: Math.round(performance.now() - began) }
  );
  try {
    const answer = await withSecrets(
      (name) => secretRefusal(name, categoryId, secretCategories),
      () => deliver(sending, delivery, context),
    );
    // Whoever mended the channel sees at once that it works again.
    await noteSending(db, channel.id, undefined, clock.now());
    return done(true, answer);
  } catch (error) {
    return done(false, sendFailure(error));
  }
}

function testNotice({ id, name, categoryId = allCategories }: Channel, at: number): ChannelNotice {
  const testId = newId<ExecutionId>(at);
  return {
    id: testId,
    what: "test",
    at,
    alarmId: testId,
    cause: "test",
    isUrgent: false,
    reason: "",
    openedAt: at,
    count: 1,
    subject: { kind: "job", id, name },
    categoryId,
    timeZone: "UTC",
  };
}
