import { loadingText } from "../../../components/unread_text.ts";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import type { Canvas } from "../../../components/canvas.ts";
import { stateLooks } from "../../../components/state_mark.ts";
import { headRow, plainRows, type TextRow } from "../../../components/text_rows.ts";
import { span } from "../../../terminal/theme.ts";
import { cronText, duration, momentOf, wallOf, zoneOf } from "../../../texts/format.ts";
import { shortId } from "../list.ts";
import type { RunFacts } from "./facts.ts";

/** Rows with this start lead to an execution. */
const link = "run:";

/** The execution to which a row of the flow leads; `undefined` for a row without one. */
export function runOfFlowRow(id: string): string | undefined {
  return id.startsWith(link) ? id.slice(link.length) : undefined;
}

/** What caused an execution, and what it caused. */
export function flowRows(
  canvas: Canvas,
  execution: Execution,
  facts: RunFacts | undefined,
): TextRow[] {
  const { t, width } = canvas;
  const texts = t.run;
  if (facts === undefined) return plainRows("loading", loadingText(canvas), width, "dim");
  return [
    headRow("cause", texts.cause),
    ...causeRows(canvas, execution, facts),
    headRow("effects", texts.effects),
    ...effectRows(canvas, execution, facts),
  ];
}

function causeRows(canvas: Canvas, execution: Execution, facts: RunFacts): TextRow[] {
  const { t, width } = canvas;
  const texts = t.run;
  const { job, reason } = execution;
  const why = reason === "" ? [] : plainRows("why", texts.because(reason), width);
  switch (execution.trigger) {
    case "schedule":
      return plainRows("schedule", texts.bySchedule(cronText(job), job.timezone), width);
    case "notification":
      return plainRows("alarm", texts.byAlarm, width);
    case "ping":
      return plainRows("ping", texts.byPing, width);
    case "manual":
      return [...plainRows("person", texts.byPerson(facts.startedBy ?? "?"), width), ...why];
    case "retry":
      return [
        ...plainRows("again", texts.again(facts.startedBy ?? "?"), width),
        ...(facts.origin === undefined ? [] : [runRow(canvas, facts.origin)]),
        ...why,
      ];
  }
}

function effectRows(canvas: Canvas, execution: Execution, facts: RunFacts): TextRow[] {
  const { t, width, sym } = canvas;
  const texts = t.run;
  const alarms = facts.alarms.flatMap(({ alarm_id: id, kind, state, reason }) =>
    plainRows(
      `alarm${id}`,
      `${sym.late} ${texts.alarm(kind, state)}${reason === "" ? "" : `: ${reason}`}`,
      width,
      "warn",
    )
  );
  const attempts = execution.attempts.length > 0
    ? plainRows("attempts", texts.attempts(execution.attempts.length), width)
    : [];
  const rows = [...attempts, ...facts.retries.map((one) => runRow(canvas, one)), ...alarms];
  return rows.length > 0 ? rows : plainRows("none", texts.noEffects, width, "dim");
}

/** `✗ run 19a87480  21:00:00  failed  340ms`. */
function runRow({ state, t, sym }: Canvas, execution: Execution): TextRow {
  const looks = stateLooks(execution.state, sym, t);
  const zone = zoneOf(state.prefs.timeMode, execution.job.timezone);
  const at = momentOf(execution.scheduled_time);
  const wall = at === undefined ? undefined : wallOf(at, zone);
  const { duration_ms: took } = execution;
  const text = [
    t.execution.name(shortId(execution.execution_id)),
    ...(wall === undefined ? [] : [`${wall.date} ${wall.time}`]),
    looks.text,
    ...(took === null ? [] : [duration(took)]),
  ].join("  ");
  return {
    id: `${link}${execution.execution_id}`,
    text,
    line: () => [span(` ${looks.glyph} `, looks.tone), span(text), span(` ${sym.enter}`, "dim")],
  };
}
