import { zoneNamed } from "./zones/zone.ts";

/** The time that wall clocks of a zone show, with the offset: `2026-11-22T14:00:00+08:00`. */
export function wallTime(timeZone: string, instant: number): string {
  const { offset } = zoneNamed(timeZone).periodAt(instant);
  const wall = new Date(instant + offset).toISOString().replace(/\.\d+Z$/, "");
  return `${wall}${offsetText(offset)}`;
}

function offsetText(offset: number): string {
  const seconds = Math.abs(offset) / 1000;
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (seconds % 60 !== 0) parts.push(seconds % 60); // historic offsets have seconds
  const text = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return `${offset < 0 ? "-" : "+"}${text}`;
}
