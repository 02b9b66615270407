import type { Channel } from "../../../routes/contract/access/channels.ts";
import type { App, Handlers } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { chosenIds } from "../../commands/subject.ts";
import { toast, toastFailure, toastNothing } from "../../commands/toasts.ts";
import { byHandLines } from "../../forms/by_hand.ts";
import { showConfirm } from "../../overlays/confirm.ts";
import { currentView } from "../../state/view.ts";
import { duration } from "../../texts/format.ts";
import { showExecutionsOf } from "../executions/acts.ts";
import { readChannels } from "./reading.ts";

export const channelList = "channels";

/** The commands on channels, for the list and for the page of one. */
export const channelCommands: Handlers = {
  new_channel: (app) => openView(app, "channel_form"),
  edit_channel: (app) => {
    const channel = chosenChannel(app);
    if (channel === undefined) toastNothing(app);
    else openView(app, "channel_form", channel.id);
  },
  test_channel: testChannel,
  delete_channel: askDelete,
  show_runs: (app) => showExecutionsOf(app, chosenChannel(app)?.job_id),
};

/** The channel of the page, or the one under the cursor. */
export function chosenChannel({ state, layout }: App): Channel | undefined {
  const { screen, id } = currentView(state.view);
  const chosen = screen === "channel" ? id : layout.lists.get(channelList)?.cursor;
  return state.channels.byId.get(chosen ?? "");
}

/** Sends a test message and tells how it went. */
async function testChannel(app: App): Promise<void> {
  const channel = chosenChannel(app);
  if (channel === undefined) return toastNothing(app);
  const { id, name } = channel;
  const texts = app.t.channels;
  const at = app.state.now;
  app.dispatch({ type: "channel_tested", id, tested: { at } });
  toast(app, "ok", texts.testing(name));
  const answer = await (await app.client()).testChannel(id);
  if (!answer.ok) {
    const failed = { sent: false, outcome: answer.failure.error, duration_ms: 0 };
    app.dispatch({ type: "channel_tested", id, tested: { at, answer: failed } });
    return toastFailure(app, answer.failure);
  }
  app.dispatch({ type: "channel_tested", id, tested: { at, answer: answer.value } });
  const { sent, outcome, duration_ms } = answer.value;
  if (sent) toast(app, "ok", texts.testSent(name, outcome, duration(duration_ms)));
  else toast(app, "bad", texts.testFailed(name, outcome));
  await readChannels(app);
}

function askDelete(app: App): void {
  const texts = app.t.channels;
  const onPage = currentView(app.state.view).screen === "channel" ? chosenChannel(app) : undefined;
  const ids = onPage === undefined ? chosenIds(app, channelList) : [onPage.id];
  const [id] = ids;
  const told = byHandLines(app.t, ids.flatMap((it) => app.state.channels.byId.get(it) ?? []));
  if (ids.length > 1) {
    const act = { kind: "delete_channels", ids } as const;
    const title = app.t.admin.deleteMany(ids.length);
    return showConfirm(app, title, [texts.deleteEffect, ...told], act, String(ids.length));
  }
  const channel = app.state.channels.byId.get(id ?? "");
  if (channel === undefined) return toastNothing(app);
  const act = { kind: "delete_channels", ids: [channel.id] } as const;
  showConfirm(app, texts.delete(channel.name), [texts.deleteEffect, ...told], act);
}
