import type { Monitor } from "../../../routes/contract/monitors/monitors.ts";
import type { Symbols } from "../../terminal/symbols.ts";
import type { Tone } from "../../terminal/theme.ts";
import { cronText } from "../../texts/format.ts";

interface Looks {
  readonly glyph: string;
  readonly tone: Tone;
}

export function monitorLooks(state: Monitor["state"], sym: Symbols): Looks {
  switch (state) {
    case "new":
      return { glyph: sym.idle, tone: "dim" };
    case "up":
      return { glyph: sym.succeeded, tone: "ok" };
    case "late":
      return { glyph: sym.late, tone: "warn" };
    case "down":
      return { glyph: sym.failed, tone: "bad" };
    case "paused":
      return { glyph: sym.paused, tone: "paused" };
  }
}

const unitSeconds = [["d", 86_400], ["h", 3600], ["m", 60]] as const;

/** A length of seconds as it is typed: `1d`, `90m`, `45s`. */
export function lengthText(seconds: number): string {
  const [unit, size] = unitSeconds.find(([, size]) => seconds % size === 0) ?? ["s", 1];
  return `${seconds / size}${unit}`;
}

/** @returns the seconds of `1d`, `90m`, `45s` or a number; `undefined`: it cannot be read. */
export function secondsOf(text: string): number | undefined {
  const [, count, unit = "s"] = /^(\d{1,9})\s*([smhd]?)$/.exec(text.trim().toLowerCase()) ?? [];
  if (count === undefined) return undefined;
  return Number(count) * (unitSeconds.find(([name]) => name === unit)?.[1] ?? 1);
}

/** The cron fields of a monitor; "" for one with a period. */
export function cronOf({ minute, hour, day, month, day_of_week }: Monitor): string {
  if (minute === null || hour === null || day === null || month === null || day_of_week === null) {
    return "";
  }
  return cronText({ minute, hour, day, month, day_of_week });
}
