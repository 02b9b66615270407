import type { CategoryId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { allChannels } from "../../scheduler/store/channels/channels.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import type { AlarmRules } from "../contract/alarms/alarm_rules.ts";

/** Throws Refusal `invalid` where rules of this category name a channel that cannot tell of them. */
export type MustTell = (categoryId: CategoryId | undefined) => void;

/**
 * Reads what the rules of a request have to be held against. A channel tells of alarms of its own category, or it is one of
 * the whole server. The refusal does not say whether another category has the channel.
 * @param sent the rules of the request: what is stored already is not looked at again.
 */
export async function namedChannels(
  db: Database,
  sent: Pick<AlarmRules, "channels"> | null | undefined,
): Promise<MustTell> {
  const named = sent?.channels ?? [];
  if (named.length === 0) return () => {};
  const known = new Map((await allChannels(db)).map((channel) => [channel.id as string, channel]));
  return (categoryId) => {
    const details = named.flatMap((id, i) => {
      const channel = known.get(id);
      const mayTell = channel !== undefined &&
        (channel.categoryId === undefined || channel.categoryId === categoryId);
      const reason = "is no channel of this category or of the whole server";
      return mayTell ? [] : [{ field: `alarms.channels[${i}]`, reason }];
    });
    if (details.length > 0) throw Refusal.invalid(details);
  };
}
