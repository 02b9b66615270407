import type { UsedApiKey } from "../../scheduler/store/access/api_keys.ts";
import type { ApiKey as ApiKeyAnswer } from "../contract/access/api_keys.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";

/** The key without its secret. */
export function apiKeyToWire({ key, usedAt }: UsedApiKey): ApiKeyAnswer {
  return {
    id: key.id,
    name: key.name,
    category_id: key.categoryId,
    access: key.access,
    expires_at: isoTimeOrNothing(key.expiresAt),
    created_by: key.createdBy,
    created_at: isoTime(key.createdAt),
    last_used_at: isoTimeOrNothing(usedAt),
  };
}
