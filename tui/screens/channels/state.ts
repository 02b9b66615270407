import type { Channel, ChannelTest } from "../../../routes/contract/access/channels.ts";
import type { ChangesEvent } from "../../state/server/server_event.ts";
import {
  noRecords,
  readingRecords,
  type ToldRecords,
  withFailure,
  withRead,
  withTold,
} from "../../state/server/told_records.ts";

export interface ChannelsState extends ToldRecords<Channel> {
  /** The last test of each channel since the start. */
  readonly tests: ReadonlyMap<string, Tested>;
}

/** How a test went, and when; `undefined` while it goes on. */
export interface Tested {
  readonly at: number;
  readonly answer?: ChannelTest;
}

export type ChannelsEvent =
  | { readonly type: "channels_loading" }
  | { readonly type: "channels_read"; readonly channels: readonly Channel[] }
  | { readonly type: "channels_failed"; readonly error: string; readonly isMissing: boolean }
  | { readonly type: "channel_gone"; readonly id: string }
  | { readonly type: "channel_tested"; readonly id: string; readonly tested: Tested };

export const initialChannels: ChannelsState = { ...noRecords, tests: new Map() };

export function reduceChannels(
  state: ChannelsState,
  event: ChannelsEvent | ChangesEvent,
): ChannelsState {
  switch (event.type) {
    case "channels_loading":
      return readingRecords(state);
    case "channels_read":
      return withRead(state, event.channels.map((channel) => [channel.id, channel]));
    case "channels_failed":
      return withFailure(state, event);
    case "channel_gone":
      return withTold(state, [[event.id, null]]);
    case "changes":
      return withTold(
        state,
        event.events.flatMap((told) =>
          told.type === "channel" ? [[told.id, told.channel] as const] : []
        ),
      );
    case "channel_tested":
      return { ...state, tests: new Map(state.tests).set(event.id, event.tested) };
    default:
      return state;
  }
}
