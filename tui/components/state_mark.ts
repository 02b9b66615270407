import type { Execution } from "../../routes/contract/history/executions.ts";
import { isFailure, isSuccess } from "../../routes/contract/facts.ts";
import type { JobCondition } from "../state/selectors.ts";
import type { Past } from "../state/server/executions.ts";
import type { Symbols } from "../terminal/symbols.ts";
import type { Texts } from "../texts/mod.ts";
import { joined, levels } from "../terminal/charts.ts";
import { type Span, span, type Tone } from "../terminal/theme.ts";
import { isRunning } from "../state/selectors.ts";

interface Looks {
  readonly glyph: string;
  readonly tone: Tone;
  readonly text: string;
}

/** How a job's condition looks. The glyph says it; the colour only adds to it. */
export function conditionLooks(condition: JobCondition, sym: Symbols, t: Texts): Looks {
  switch (condition) {
    case "running":
      return { glyph: sym.running, tone: "running", text: t.states.running };
    case "late":
      return { glyph: sym.late, tone: "warn", text: t.states.late };
    case "failed":
      return { glyph: sym.failed, tone: "bad", text: t.states.failed };
    case "paused":
      return { glyph: sym.paused, tone: "paused", text: t.states.paused };
    case "stopped":
      return { glyph: sym.stopped, tone: "warn", text: t.states.stopped };
    case "skipped":
      return { glyph: sym.error, tone: "warn", text: t.states.skipped };
    case "ok":
      return { glyph: sym.succeeded, tone: "ok", text: t.states.ok };
    case "never":
      return { glyph: sym.idle, tone: "dim", text: t.states.never };
  }
}

export function stateLooks(state: Execution["state"], sym: Symbols, t: Texts): Looks {
  switch (state) {
    case "scheduled":
      return { glyph: sym.waiting, tone: "dim", text: t.states.waiting };
    case "running":
      return { glyph: sym.running, tone: "running", text: t.states.running };
    case "stopping":
      return { glyph: sym.stopping, tone: "warn", text: t.states.stopping };
    case "stopped":
      return { glyph: sym.stopped, tone: "warn", text: t.states.stopped };
    case "succeeded":
      return { glyph: sym.succeeded, tone: "ok", text: t.states.ok };
    case "failed":
      return { glyph: sym.failed, tone: "bad", text: t.states.failed };
    case "timeout":
      return { glyph: sym.timeout, tone: "bad", text: t.states.timeout };
    case "scheduled error":
      return { glyph: sym.error, tone: "warn", text: t.states.error };
  }
}

/**
 * The last runs, oldest first: the height is the duration, a cross is a failure. What is neither a success nor a
 * failure has a sign of its own. Exactly `width` columns.
 */
export function historyStrip(past: readonly Past[], width: number, sym: Symbols): Span[] {
  const shown = past.slice(0, width).toReversed();
  const heights = levels(shown.map(({ duration_ms }) => duration_ms ?? 0));
  const strip = shown.map(({ state }, i): Span => {
    if (isFailure(state)) return span(sym.failed, "bad");
    if (isSuccess(state)) return span(sym.spark[heights[i] ?? 0] ?? sym.never, "ok");
    if (isRunning({ state })) return span(sym.running, "running");
    if (state === "scheduled") return span(sym.waiting, "dim");
    return span(state === "stopped" ? sym.stopped : sym.error, "warn");
  });
  return [...joined(strip), span(sym.never.repeat(Math.max(0, width - shown.length)), "dim")];
}
