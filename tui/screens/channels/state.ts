import type { Channel, ChannelTest } from "../../../routes/contract/access/channels.ts";

export interface ChannelsState {
  readonly byId: ReadonlyMap<string, Channel>;
  /** `missing`: this server has no channels. */
  readonly phase: "none" | "ready" | "failed" | "missing";
  readonly error: string;
  /** The last test of each channel since the start. */
  readonly tests: ReadonlyMap<string, Tested>;
}

/** How a test went, and when; `undefined` while it goes on. */
export interface Tested {
  readonly at: number;
  readonly answer?: ChannelTest;
}

export type ChannelsEvent =
  | { readonly type: "channels_read"; readonly channels: readonly Channel[] }
  | { readonly type: "channels_failed"; readonly error: string; readonly isMissing: boolean }
  | { readonly type: "channel_gone"; readonly id: string }
  | { readonly type: "channel_tested"; readonly id: string; readonly tested: Tested };

export const initialChannels: ChannelsState = {
  byId: new Map(),
  phase: "none",
  error: "",
  tests: new Map(),
};

export function reduceChannels(state: ChannelsState, event: ChannelsEvent): ChannelsState {
  switch (event.type) {
    case "channels_read": {
      const byId = new Map(event.channels.map((channel) => [channel.id, channel]));
      return { ...state, byId, phase: "ready", error: "" };
    }
    case "channels_failed": {
      const { error, isMissing } = event;
      if (isMissing) return { ...state, phase: "missing", error };
      return { ...state, phase: state.byId.size > 0 ? "ready" : "failed", error };
    }
    case "channel_gone": {
      const byId = new Map(state.byId);
      byId.delete(event.id);
      return { ...state, byId };
    }
    case "channel_tested":
      return { ...state, tests: new Map(state.tests).set(event.id, event.tested) };
    default:
      return state;
  }
}
