import type { ApiKey } from "../../../routes/contract/access/api_keys.ts";
import type { ChangesEvent } from "../../state/server/server_event.ts";
import {
  noRecords,
  readingRecords,
  type ToldRecords,
  withFailure,
  withRead,
  withTold,
} from "../../state/server/told_records.ts";

/** All API keys, as they were read. Events keep them right from then on. */
export interface ApiKeysState extends ToldRecords<ApiKey, number> {}

export type ApiKeysEvent =
  | { readonly type: "api_keys_loading" }
  | { readonly type: "api_keys_read"; readonly keys: readonly ApiKey[] }
  | { readonly type: "api_keys_failed"; readonly error: string; readonly isMissing?: boolean }
  | { readonly type: "api_key_gone"; readonly id: number };

export const initialApiKeys: ApiKeysState = noRecords;

export function reduceApiKeys(
  state: ApiKeysState,
  event: ApiKeysEvent | ChangesEvent,
): ApiKeysState {
  switch (event.type) {
    case "api_keys_loading":
      return readingRecords(state);
    case "api_keys_read":
      return withRead(state, event.keys.map((one) => [one.id, one]));
    case "api_keys_failed":
      return withFailure(state, { error: event.error, isMissing: event.isMissing ?? false });
    case "api_key_gone":
      return withTold(state, [[event.id, null]]);
    case "changes":
      return withTold(
        state,
        event.events.flatMap((told) =>
          told.type === "api_key" ? [[told.id, told.api_key] as const] : []
        ),
      );
    default:
      return state;
  }
}
