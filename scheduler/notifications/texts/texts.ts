import type { ChannelNotice } from "../../model/channels/channel_notice.ts";

/** The words of a message in one language. */
export interface Texts {
  /** What an alarm of this kind says of its job or monitor: `nightly failed`. */
  readonly opened: (cause: string, name: string) => string;
  readonly stillOpen: (subject: string) => string;
  /** `nightly recovered after 3 h 12 min, 4 runs failed`. @param after the answer of `after`. */
  readonly recovered: (name: string, after: string) => string;
  /** @param by a person's user name, or one of the words of the alarm. */
  readonly closed: (name: string, by: string, after: string) => string;
  /** `after 3 h 12 min, 4 runs failed`. @param cause the kind of the alarm. */
  readonly after: (lasted: string, cause: string, count: number) => string;
  readonly test: (channel: string) => string;
  readonly testBody: string;
  readonly many: (count: number) => string;
  readonly labels: {
    readonly job: string;
    readonly monitor: string;
    readonly channel: string;
    readonly fireTime: string;
    readonly why: string;
    readonly since: string;
    readonly count: string;
    readonly output: (lines: number) => string;
    readonly link: string;
    readonly terminal: string;
  };
  readonly times: (count: number) => string;
  readonly duration: (parts: DurationParts) => string;
}

/** A length of time in its two largest units. */
export interface DurationParts {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

export function durationParts(ms: number): DurationParts {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return {
    days: Math.floor(seconds / 86_400),
    hours: Math.floor(seconds / 3600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  };
}

/** The two largest units that are not 0. @param units the words for days, hours, minutes and seconds. */
export function inUnits(
  { days, hours, minutes, seconds }: DurationParts,
  units: readonly [string, string, string, string],
): string {
  const all = [days, hours, minutes, seconds].map((count, i) => ({ count, unit: units[i] ?? "" }));
  const first = all.findIndex(({ count }) => count > 0);
  if (first === -1) return `0 ${units[3]}`;
  return all.slice(first, first + 2).filter(({ count }) => count > 0)
    .map(({ count, unit }) => `${count} ${unit}`).join(" ");
}

/** The subject of a message with one notice. */
export function subjectOf(texts: Texts, notice: ChannelNotice): string {
  const { what, cause, subject: { name } } = notice;
  if (what === "test") return texts.test(name);
  if (what === "closed") return closedText(texts, notice);
  const opened = texts.opened(cause, name);
  return what === "repeated" ? texts.stillOpen(opened) : opened;
}

function closedText(texts: Texts, notice: ChannelNotice): string {
  const { at, cause, subject: { name }, openedAt, closedAt = at, closedBy, count } = notice;
  const lasted = texts.duration(durationParts(closedAt - openedAt));
  const after = texts.after(lasted, cause, count);
  return closedBy === undefined || closedBy === "recovery"
    ? texts.recovered(name, after)
    : texts.closed(name, closedBy, after);
}
