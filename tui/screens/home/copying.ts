import type { App, Handlers } from "../../app.ts";
import { type Copied, copiedOf, copyRowCommands } from "../../commands/copying.ts";
import { groupOf } from "../../state/inbox.ts";
import { executionOf } from "../../state/selectors.ts";
import { shownEntries } from "./feed.ts";

/** The rows of groups and of the feed have ids of their own: what is copied is the alarm, the execution or the job. */
export const homeCopyCommands: Handlers = copyRowCommands(copiedOfRow);

function copiedOfRow(app: App, row: string): Copied {
  const { state, layout } = app;
  const alarms = groupOf(state, row)?.alarms ?? [];
  const [only] = alarms;
  if (only !== undefined) {
    return {
      id: alarms.map(({ alarm_id }) => alarm_id).join("\n"),
      name: [...new Set(alarms.map(({ subject }) => subject.name))].join("\n"),
      json: alarms.length === 1 ? only : alarms,
    };
  }
  const entry = layout.focused === "home.feed"
    ? shownEntries(state).find(({ key }) => key === row)
    : undefined;
  if (entry === undefined) return copiedOf(app, row);
  const { jobId, jobName: name } = entry;
  if (entry.kind === "log") return { id: jobId, name, json: entry.log };
  const { execution_id: id } = entry.execution;
  return { id, name, json: executionOf(state, id) ?? entry.execution };
}
