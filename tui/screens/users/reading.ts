import type { ApiKey } from "../../../routes/contract/api_keys.ts";
import type { User } from "../../../routes/contract/users.ts";
import type { App } from "../../app.ts";

const pageSize = 1000;

/** All users; the feed tells nothing of them. */
export async function readUsers(app: App): Promise<void> {
  if (!app.state.session.account?.is_admin) return;
  const client = await app.client();
  const users: User[] = [];
  let cursor: string | undefined;
  do {
    const answer = await client.users({ limit: pageSize, cursor });
    if (!answer.ok) return app.dispatch({ type: "users_failed", error: answer.failure.error });
    users.push(...answer.value.users);
    cursor = answer.value.next_cursor;
  } while (cursor !== undefined);
  app.dispatch({ type: "users_read", users });
}

export async function readApiKeys(app: App): Promise<void> {
  if (!app.state.session.account?.is_admin) return;
  const client = await app.client();
  const keys: ApiKey[] = [];
  let cursor: string | undefined;
  do {
    const answer = await client.apiKeys({ limit: pageSize, cursor });
    if (!answer.ok) {
      const { error, status } = answer.failure;
      return app.dispatch({ type: "api_keys_failed", error, isMissing: status === 404 });
    }
    keys.push(...answer.value.api_keys);
    cursor = answer.value.next_cursor;
  } while (cursor !== undefined);
  app.dispatch({ type: "api_keys_read", keys });
}
