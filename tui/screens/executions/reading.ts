import { tellRead } from "../../server/telling_reads.ts";
import type { App } from "../../app.ts";
import { type PagedList, PagedReading, pageSize } from "../../server/paged_reading.ts";
import { currentAsk, executionListName, needsMore } from "./list.ts";
import { queryOf, questionOf } from "./query.ts";

const list: PagedList = {
  name: executionListName,
  question: ({ state }) => questionOf(currentAsk(state)),
  pages: ({ state }) => state.executionList,
  needsMore: ({ state }, height) => needsMore(state, height),
  loading: (app, question) => app.dispatch({ type: "execution_list_loading", question }),
  readPage,
};

/** Reads the executions that the filter asks for. */
export const executionsReading = new PagedReading(() => list, 20);

async function readPage(app: App, question: string, cursor: string | undefined): Promise<void> {
  const query = { ...queryOf(currentAsk(app.state), app.state.now), limit: pageSize, cursor };
  const answer = await (await app.client()).executions(query);
  tellRead(app, "runs", answer);
  if (!answer.ok) {
    const { status, error } = answer.failure;
    return app.dispatch({ type: "execution_list_failed", question, problem: { status, error } });
  }
  const { executions, next_cursor: nextCursor } = answer.value;
  const isFirst = cursor === undefined;
  app.dispatch({ type: "execution_list_page", question, executions, nextCursor, isFirst });
}
