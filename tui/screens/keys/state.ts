import type { ApiKey } from "../../../routes/contract/access/api_keys.ts";

export interface ApiKeysState {
  readonly byId: ReadonlyMap<number, ApiKey>;
  /** `missing`: this server has no API keys. */
  readonly phase: "none" | "ready" | "failed" | "missing";
  readonly error: string;
}

export type ApiKeysEvent =
  | { readonly type: "api_keys_read"; readonly keys: readonly ApiKey[] }
  | { readonly type: "api_keys_failed"; readonly error: string; readonly isMissing: boolean }
  | { readonly type: "api_key_gone"; readonly id: number };

export const initialApiKeys: ApiKeysState = { byId: new Map(), phase: "none", error: "" };

export function reduceApiKeys(state: ApiKeysState, event: ApiKeysEvent): ApiKeysState {
  switch (event.type) {
    case "api_keys_read":
      return { byId: new Map(event.keys.map((key) => [key.id, key])), phase: "ready", error: "" };
    case "api_keys_failed": {
      const { error, isMissing } = event;
      if (isMissing) return { ...state, phase: "missing", error };
      return { ...state, phase: state.byId.size > 0 ? "ready" : "failed", error };
    }
    case "api_key_gone": {
      const byId = new Map(state.byId);
      byId.delete(event.id);
      return { ...state, byId };
    }
    default:
      return state;
  }
}
