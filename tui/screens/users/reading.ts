import { tellRead } from "../../server/telling_reads.ts";
import type { User } from "../../../routes/contract/access/users.ts";
import type { App } from "../../app.ts";

const pageSize = 1000;

/** Reads all users. From then on the event stream tells of them. */
export async function readUsers(app: App): Promise<void> {
  if (!app.state.session.account?.is_admin) return;
  const client = await app.client();
  app.dispatch({ type: "users_loading" });
  const users: User[] = [];
  let cursor: string | undefined;
  do {
    const answer = await client.users({ limit: pageSize, cursor });
    tellRead(app, "users", answer);
    if (!answer.ok) return app.dispatch({ type: "users_failed", error: answer.failure.error });
    users.push(...answer.value.users);
    cursor = answer.value.next_cursor;
  } while (cursor !== undefined);
  app.dispatch({ type: "users_read", users });
}
