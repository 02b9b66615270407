import type { Alarm } from "../../../routes/contract/alarms/alarms.ts";
import type { AlarmKind } from "../../../routes/contract/facts.ts";
import type { Canvas } from "../../components/canvas.ts";
import { dateText } from "../../components/date_text.ts";
import { type AlarmStage, stageOf } from "../../state/inbox.ts";
import type { Symbols } from "../../terminal/symbols.ts";
import type { Tone } from "../../terminal/theme.ts";

interface Looks {
  readonly glyph: string;
  readonly tone: Tone;
}

/** The sign of an alarm. The sign says what it waits for and what raised it; the colour only adds to it. */
export function alarmLooks(stage: AlarmStage, kind: AlarmKind, sym: Symbols): Looks {
  switch (stage) {
    case "closed":
      return { glyph: sym.succeeded, tone: "dim" };
    case "acknowledged":
      return { glyph: sym.mark, tone: "accent" };
    case "snoozed":
      return { glyph: sym.paused, tone: "paused" };
    case "open":
      return kind === "failed"
        ? { glyph: sym.failed, tone: "bad" }
        : { glyph: sym.late, tone: "warn" };
  }
}

/** What an alarm waits for, in words: `open`, `mika has it`, `snoozed until 08:00`, `closed by recovery`. */
export function stageText({ state, t }: Canvas, alarm: Alarm): string {
  const texts = t.alarms;
  switch (stageOf(alarm, state.now)) {
    case "closed": {
      const by = alarm.closed_by;
      const reasons: Readonly<Record<string, string>> = texts.closedBy;
      return texts.closedWord(reasons[by] ?? by);
    }
    case "acknowledged":
      return texts.has(alarm.acknowledged?.user ?? "");
    case "snoozed":
      return alarm.snoozed_until === "recovery"
        ? texts.untilRecovery
        : texts.until(dateText(state, alarm.snoozed_until, t));
    case "open":
      return texts.stages.open;
  }
}
