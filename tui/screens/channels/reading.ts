import { tellRead } from "../../server/telling_reads.ts";
import type { App } from "../../app.ts";

/** Reads all channels. From then on the event stream tells of them. */
export async function readChannels(app: App): Promise<void> {
  if (!app.state.session.account?.is_admin) return;
  const client = await app.client();
  app.dispatch({ type: "channels_loading" });
  const answer = await client.channels();
  tellRead(app, "channels", answer);
  if (answer.ok) {
    return app.dispatch({ type: "channels_read", channels: answer.value.channels });
  }
  const { error, status } = answer.failure;
  app.dispatch({ type: "channels_failed", error, isMissing: status === 404 });
}
