import { tellRead } from "../../server/telling_reads.ts";
import type { Monitor } from "../../../routes/contract/monitors/monitors.ts";
import type { App } from "../../app.ts";
import { OfConnection } from "../../server/of_connection.ts";
import type { View } from "../../state/view.ts";
import { currentView } from "../../state/view.ts";

const pageSize = 1000;
const shownPings = 30;

/** Reads all monitors. From then on the event stream tells of them. */
export async function readMonitors(app: App): Promise<void> {
  const client = await app.client();
  app.dispatch({ type: "monitors_loading" });
  const monitors: Monitor[] = [];
  let cursor: string | undefined;
  do {
    const answer = await client.monitors({ limit: pageSize, cursor });
    tellRead(app, "monitors", answer);
    if (!answer.ok) {
      const { error, status } = answer.failure;
      return app.dispatch({ type: "monitors_failed", error, isMissing: status === 404 });
    }
    monitors.push(...answer.value.monitors);
    cursor = answer.value.next_cursor;
  } while (cursor !== undefined);
  app.dispatch({ type: "monitors_read", monitors });
}

/** The pings that were asked for by this dashboard, so that each is asked for once. */
const asked = new OfConnection<string>();

/** Reads the pings of the page that is shown, once the monitor has had another one. */
export async function keepUpPings(app: App): Promise<void> {
  const { id = "" } = currentView(app.state.view);
  const { byId, pings } = app.state.monitors;
  const known = pings.get(id);
  const count = byId.get(id)?.pings;
  if (known === undefined || count === undefined || count <= (known[0]?.number ?? 0)) return;
  const question = `${id} ${count}`;
  if (asked.get(app) === question) return;
  asked.set(app, question);
  const answer = await (await app.client()).pings(id, { limit: shownPings });
  if (answer.ok) app.dispatch({ type: "pings_read", id, pings: answer.value.pings });
}

/** Reads what the page of a monitor shows. */
export async function readMonitorPage(
  app: App,
  { id }: View = currentView(app.state.view),
): Promise<void> {
  if (id === undefined) return;
  const client = await app.client();
  const [answer] = await Promise.all([client.pings(id, { limit: shownPings }), readMonitors(app)]);
  tellRead(app, "monitor", answer);
  if (answer.ok) app.dispatch({ type: "pings_read", id, pings: answer.value.pings });
}
