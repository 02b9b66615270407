import type { Monitor } from "../../../routes/contract/monitors/monitors.ts";
import type { App } from "../../app.ts";
import type { View } from "../../state/view.ts";
import { currentView } from "../../state/view.ts";

const pageSize = 1000;
const shownPings = 30;

/** Reads all monitors. The event stream reports their pings as executions, and not their states. */
export async function readMonitors(app: App): Promise<void> {
  const client = await app.client();
  const monitors: Monitor[] = [];
  let cursor: string | undefined;
  do {
    const answer = await client.monitors({ limit: pageSize, cursor });
    if (!answer.ok) {
      const { error, status } = answer.failure;
      return app.dispatch({ type: "monitors_failed", error, isMissing: status === 404 });
    }
    monitors.push(...answer.value.monitors);
    cursor = answer.value.next_cursor;
  } while (cursor !== undefined);
  app.dispatch({ type: "monitors_read", monitors });
}

/** Reads what the page of a monitor shows. */
export async function readMonitorPage(
  app: App,
  { id }: View = currentView(app.state.view),
): Promise<void> {
  if (id === undefined) return;
  const client = await app.client();
  const [answer] = await Promise.all([client.pings(id, { limit: shownPings }), readMonitors(app)]);
  if (answer.ok) app.dispatch({ type: "pings_read", id, pings: answer.value.pings });
}
