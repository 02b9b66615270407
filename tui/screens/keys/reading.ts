import { tellRead } from "../../server/telling_reads.ts";
import type { ApiKey } from "../../../routes/contract/access/api_keys.ts";
import type { App } from "../../app.ts";

const pageSize = 1000;

/** Reads all API keys. From then on the event stream tells of them. */
export async function readApiKeys(app: App): Promise<void> {
  if (!app.state.session.account?.is_admin) return;
  const client = await app.client();
  app.dispatch({ type: "api_keys_loading" });
  const keys: ApiKey[] = [];
  let cursor: string | undefined;
  do {
    const answer = await client.apiKeys({ limit: pageSize, cursor });
    tellRead(app, "keys", answer);
    if (!answer.ok) {
      const { error, status } = answer.failure;
      return app.dispatch({ type: "api_keys_failed", error, isMissing: status === 404 });
    }
    keys.push(...answer.value.api_keys);
    cursor = answer.value.next_cursor;
  } while (cursor !== undefined);
  app.dispatch({ type: "api_keys_read", keys });
}
