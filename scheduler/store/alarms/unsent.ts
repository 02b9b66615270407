/** The alarms of channels whose messages do not get through. */
import type { AlarmSubject } from "../../model/alarms/alarm.ts";
import type { WholeAlarmRules } from "../../model/alarms/alarm_rules.ts";
import type { AlarmCause } from "../../model/alarms/alarm_steps.ts";
import { kindOfEnd, reasonOfEnd } from "../../model/alarms/recovery.ts";
import { allCategories } from "../../model/category.ts";
import type { Channel, ChannelHealth } from "../../model/channels/channel.ts";
import { channelOf } from "../../model/channels/delivery.ts";
import type { Ended } from "../../model/execution.ts";
import type { ChannelId } from "../../model/ids.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { knownAlarms } from "./known_alarms.ts";

/** The note at the end of such an alarm. */
export const gotThrough = "a message got through";

type AlarmedChannel = Pick<Channel, "id" | "name" | "categoryId">;

/** What alarms of a channel are about, and where they lie. */
export function placeOfChannel(
  { id, name, categoryId = allCategories }: AlarmedChannel,
): Pick<AlarmCause, "subject" | "categoryId"> {
  const subject: AlarmSubject = { kind: "channel", id, name };
  return { subject, categoryId };
}

/** How sending by a channel goes. */
export async function channelHealth(db: Database, id: ChannelId): Promise<ChannelHealth> {
  return (await db.get(keys.channel.health(id))).value ?? {};
}

/** The rules of the server: no job and no category has a say in the channel of somebody else. */
export function unsentRules(db: Database): WholeAlarmRules {
  return knownAlarms(db).server;
}

/** A message that was given up is a cause, as long as its channel is there. */
export async function unsentCauses(
  db: Database,
  messages: readonly Ended[],
): Promise<AlarmCause[]> {
  const lost = messages.flatMap((ended) => {
    const id = kindOfEnd(ended) === "unsent" ? channelOf(ended) : undefined;
    return id === undefined ? [] : [{ id, ended }];
  });
  const channels = await db.getMany(lost.map(({ id }) => keys.channel.at(id)));
  return lost.flatMap(({ ended }, i): AlarmCause[] => {
    const channel = channels[i]?.value;
    if (channel === undefined) return [];
    return [{
      ...placeOfChannel(channel),
      kind: "unsent",
      at: ended.endedAt,
      reason: reasonOfEnd(ended),
      executionId: ended.id,
    }];
  });
}
