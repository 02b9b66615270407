import type { App } from "../../../app.ts";
import { startFilter } from "../../../commands/searching.ts";
import { toast } from "../../../commands/toasts.ts";
import { shownRows } from "../../../components/text_rows.ts";
import { listOf, outputList } from "../../../state/lists.ts";
import { executionOf } from "../../../state/selectors.ts";
import { currentView } from "../../../state/view.ts";
import { editorOf, openText, pagerOf } from "../../../terminal/pager.ts";
import { fieldOf } from "../../../terminal/text_field.ts";
import { shortId } from "../list.ts";
import { isErrorLine, withLogLines } from "../output_lines.ts";

/** How many columns one key goes sideways. */
const sidewaysColumns = 16;

/** Shows only the lines that match the search. Without a search, it asks for one. */
export function grep(app: App): void {
  const { isGrepped } = app.state.openExecution;
  app.dispatch({ type: "output_shown", isGrepped: !isGrepped });
  if (!isGrepped && listOf(app.state.lists, outputList).filter === "") startFilter(app);
}

export function goSideways(app: App, by: 1 | -1): void {
  const { shift, isWrapped } = app.state.openExecution;
  if (isWrapped) return toast(app, "warn", app.t.run.isWrapped);
  app.dispatch({ type: "output_shown", shift: Math.max(0, shift + by * sidewaysColumns) });
}

/** Goes to the next line that the program wrote as an error, or that reads like one. */
export function goToError(app: App, by: 1 | -1): void {
  const errors = new Set(
    app.state.openExecution.lines.filter(isErrorLine).map(({ number }) => String(number)),
  );
  if (!goToRow(app, by, (id) => errors.has(id))) toast(app, "warn", app.t.run.noError);
}

/** Goes to the row where an attempt begins. The first attempt has no such row: it begins at the top. */
export function goToAttempt(app: App, by: 1 | -1): void {
  const first = shownRows(app.layout, outputList)[0]?.id;
  const isBegin = (id: string) => id === first || /^a\d+$/.test(id);
  if (!goToRow(app, by, isBegin)) toast(app, "warn", app.t.run.noAttempt);
}

/** @returns whether there is such a row in that direction. */
function goToRow(app: App, by: 1 | -1, isWanted: (id: string) => boolean): boolean {
  const rows = shownRows(app.layout, outputList);
  const drawn = app.layout.lists.get(outputList);
  const cursor = drawn?.place.cursor ?? 0;
  const next = by > 0
    ? rows.findIndex(({ id }, i) => i > cursor && isWanted(id))
    : rows.findLastIndex(({ id }, i) => i < cursor && isWanted(id));
  const id = rows[next]?.id;
  if (id === undefined) return false;
  const ids = rows.map((row) => row.id);
  const row = Math.floor((drawn?.height ?? 0) / 3);
  app.dispatch({ type: "list_selected", list: outputList, ids, id, row });
  return true;
}

/** All lines that the server has, not only those that are kept here. */
export async function wholeOutput(app: App): Promise<string> {
  const id = currentView(app.state.view).id ?? "";
  const answer = await (await app.client()).executionLog(id);
  const lines = answer.ok
    ? withLogLines([], 0, answer.value.logs).lines
    : app.state.openExecution.lines;
  return lines.map(({ time, level, message }) =>
    `${time} ${app.t.execution.levels[level]} ${message}\n`
  ).join("");
}

export async function openInPager(app: App): Promise<void> {
  await openIn(app, pagerOf(Deno.env));
}

/** Changes that the user makes in the editor are not kept. */
export async function openInEditor(app: App): Promise<void> {
  await openIn(app, editorOf(Deno.env));
}

async function openIn(app: App, program: string): Promise<void> {
  const problem = await openText(program, await wholeOutput(app), app.terminal.suspended);
  if (problem !== undefined) toast(app, "bad", app.t.run.notOpened(problem));
}

/** Asks for a file, and writes the output into it. */
export async function askSaveOutput(app: App): Promise<void> {
  const id = currentView(app.state.view).id ?? "";
  const text = await wholeOutput(app);
  if (currentView(app.state.view).id !== id) return;
  const name = executionOf(app.state, id)?.job.name ?? "run";
  // Slashes would be folders, and a leading dot would hide the file.
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "") || "run";
  const field = fieldOf(`${safe}-${shortId(id)}.log`);
  app.dispatch({
    type: "overlay_shown",
    overlay: { kind: "naming", about: { kind: "file", text }, field },
  });
}
