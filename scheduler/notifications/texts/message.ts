import { wallTime } from "../../cron/mod.ts";
import type { ChannelLanguage } from "../../model/channels/channel.ts";
import type { ChannelNotice } from "../../model/channels/channel_notice.ts";
import type { Instant } from "../../model/time.ts";
import { en } from "./en.ts";
import { subjectOf, type Texts } from "./texts.ts";
import { zhTw } from "./zh_tw.ts";

/** What a person reads, in the language of the channel. */
export interface Message {
  readonly subject: string;
  /** Plain text, of several lines. */
  readonly text: string;
  readonly html: string;
  /** A page about the newest notice; absent where PUBLIC_URL is not set. */
  readonly link?: string;
}

/** What a message has besides its notices. */
export interface MessageContext {
  readonly publicUrl?: string;
  /** The last lines of output of executions, by their ids. */
  readonly outputs: ReadonlyMap<string, readonly string[]>;
}

/** A part of a message: lines with labels, then lines of output. */
interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  readonly outputTitle: string;
  readonly output: readonly string[];
}

export function textsIn(language: ChannelLanguage): Texts {
  return language === "zh-TW" ? zhTw : en;
}

/** The message about these notices. With several, the output is left out. */
export function messageOf(
  notices: readonly ChannelNotice[],
  language: ChannelLanguage,
  context: MessageContext,
): Message {
  const texts = textsIn(language);
  const isOne = notices.length === 1;
  const sections = notices.map((notice) => sectionOf(texts, notice, context, isOne));
  const first = notices[0];
  const subject = isOne && first ? subjectOf(texts, first) : texts.many(notices.length);
  const link = isOne && first ? linkOf(first, context.publicUrl) : context.publicUrl;
  return {
    subject,
    text: [subject, ...sections.map((section) => plainSection(section, isOne))].join("\n\n"),
    html: htmlOf(subject, sections, isOne),
    ...(link === undefined ? {} : { link }),
  };
}

function sectionOf(
  texts: Texts,
  notice: ChannelNotice,
  context: MessageContext,
  isOne: boolean,
): Section {
  const output = isOne ? context.outputs.get(notice.executionId ?? "") ?? [] : [];
  return {
    title: subjectOf(texts, notice),
    lines: linesOf(texts, notice, context, isOne),
    outputTitle: texts.labels.output(output.length),
    output,
  };
}

function linesOf(
  texts: Texts,
  notice: ChannelNotice,
  { publicUrl }: MessageContext,
  isOne: boolean,
): string[] {
  if (notice.what === "test") return [texts.testBody];
  const { labels } = texts;
  const { subject, fireAt, openedAt, timeZone, reason, count } = notice;
  const line = (label: string, value: string | undefined) => value ? [`${label}: ${value}`] : [];
  if (notice.what === "closed") {
    return [
      ...line(labels[subject.kind], subject.name),
      ...line(labels.since, timeIn(timeZone, openedAt)),
      ...line(labels.link, isOne ? linkOf(notice, publicUrl) : undefined),
    ];
  }
  return [
    ...line(labels[subject.kind], subject.name),
    ...line(labels.fireTime, fireAt === undefined ? undefined : timeIn(timeZone, fireAt)),
    ...line(labels.why, reason),
    ...line(labels.since, timeIn(timeZone, openedAt)),
    ...line(labels.count, texts.times(count)),
    ...line(labels.link, isOne ? linkOf(notice, publicUrl) : undefined),
    ...line(labels.terminal, isOne ? commandOf(notice) : undefined),
  ];
}

/** `2026-11-22 14:00:00 +08:00 (Asia/Taipei)`. */
function timeIn(timeZone: string, at: Instant): string {
  const wall = wallTime(timeZone, at);
  return `${wall.slice(0, 10)} ${wall.slice(11, 19)} ${wall.slice(19)} (${timeZone})`;
}

function linkOf({ what, subject, executionId }: ChannelNotice, publicUrl?: string) {
  if (publicUrl === undefined) return undefined;
  if (what === "test") return publicUrl;
  if (executionId !== undefined) return `${publicUrl}/api/v1/executions/${executionId}`;
  return `${publicUrl}/api/v1/${subject.kind}s/${subject.id}`;
}

/** The command that opens the job in the dashboard. */
function commandOf({ subject }: ChannelNotice): string | undefined {
  if (subject.kind !== "job") return undefined;
  const isPlain = /^[\w.:/-]+$/.test(subject.name) && !subject.name.startsWith("-");
  const name = isPlain ? subject.name : `'${subject.name.replaceAll("'", `'\\''`)}'`;
  return `deno task tui -- job ${name}`;
}

function plainSection({ title, lines, outputTitle, output }: Section, isOne: boolean): string {
  return [
    ...(isOne ? [] : [title]),
    ...lines,
    ...(output.length === 0 ? [] : ["", outputTitle, ...output.map((line) => `  ${line}`)]),
  ].join("\n");
}

function htmlOf(subject: string, sections: readonly Section[], isOne: boolean): string {
  const body = sections.flatMap(({ title, lines, outputTitle, output }) => [
    ...(isOne ? [] : [`<h4>${escaped(title)}</h4>`]),
    `<p>${lines.map(linked).join("<br>\n")}</p>`,
    ...(output.length === 0
      ? []
      : [`<p>${escaped(outputTitle)}</p>`, `<pre>${escaped(output.join("\n"))}</pre>`]),
  ]);
  return [`<h3>${escaped(subject)}</h3>`, ...body].join("\n");
}

function linked(line: string): string {
  const [, label, url] = /^([^:]+: )(https?:\/\/\S+)$/.exec(line) ?? [];
  if (label === undefined || url === undefined) return escaped(line);
  return `${escaped(label)}<a href="${escaped(url)}">${escaped(url)}</a>`;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
