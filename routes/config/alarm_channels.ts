import type { Names } from "./names.ts";

/** In place of the id of a channel that the same document makes. */
const plannedMark = "planned channel ";

export function plannedChannel(name: string): string {
  return `${plannedMark}${name}`;
}

/**
 * The ids of the channels that alarm rules name. A text that no channel has as its name stays as it is: alarm rules may name a
 * channel that is gone.
 */
export function channelIds(
  names: Names,
  channels: readonly string[] | undefined,
): { readonly channels?: string[] } {
  if (channels === undefined) return {};
  return { channels: channels.map((name) => names.channels.idOf(name) ?? name) };
}

/** Whether alarm rules name channels that are not made yet. */
export function hasPlannedChannels(names: Names, channels: readonly string[] = []): boolean {
  return channels.some((name) => names.channels.idOf(name)?.startsWith(plannedMark));
}
