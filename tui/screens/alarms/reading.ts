import { tellRead } from "../../server/telling_reads.ts";
import type { App } from "../../app.ts";
import { toastFailure } from "../../commands/toasts.ts";
import { PagedReading, pageSize } from "../../server/paged_reading.ts";
import type { View } from "../../state/view.ts";
import { alarmList } from "./acts.ts";
import { alarmsNeedMore, closedQuestion } from "./list.ts";

/** Reads the closed alarms, as far as the user scrolls. The open ones are always there. */
export const closedReading = new PagedReading(() => ({
  name: alarmList,
  question: ({ state }) => JSON.stringify(closedQuestion(state)),
  pages: ({ state }) => state.alarms.closed,
  needsMore: ({ state }, height) => alarmsNeedMore(state, height),
  loading: (app, question) => app.dispatch({ type: "closed_alarms_loading", question }),
  readPage,
}), 10);

async function readPage(app: App, question: string, cursor: string | undefined): Promise<void> {
  const { isNone, ...asked } = closedQuestion(app.state);
  const isFirst = cursor === undefined;
  const page = { type: "closed_alarms_page", question, isFirst } as const;
  if (isNone) return app.dispatch({ ...page, alarms: [], nextCursor: undefined });
  const client = await app.client();
  const answer = await client.alarms({ ...asked, state: "closed", limit: pageSize, cursor });
  tellRead(app, "alarms", answer);
  if (!answer.ok) {
    const { status, error } = answer.failure;
    return app.dispatch({ type: "closed_alarms_failed", question, problem: { status, error } });
  }
  const { alarms, next_cursor: nextCursor } = answer.value;
  app.dispatch({ ...page, alarms, nextCursor });
}

/** Reads one alarm anew, for its page. */
export async function readAlarm(app: App, { id }: View): Promise<void> {
  if (id === undefined) return;
  const answer = await (await app.client()).alarm(id);
  const isAnswered = tellRead(app, "alarm", answer);
  if (answer.ok) app.dispatch({ type: "alarm_read", alarm: answer.value });
  else if (isAnswered && !app.state.alarms.byId.has(id)) toastFailure(app, answer.failure);
}
