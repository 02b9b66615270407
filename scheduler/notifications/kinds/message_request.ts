import type { ChannelKind } from "../../model/channels/channel.ts";
import type { ChannelNotice } from "../../model/channels/channel_notice.ts";
import type { Message } from "../texts/message.ts";

/** What a channel of an HTTP kind sends. */
export interface MessageRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Signs the body. */
  readonly signingKey?: string;
}

/** What a request is made of. */
export interface RequestParts {
  /** The key of the message: the same for each attempt to send it. */
  readonly id: string;
  readonly at: number;
  readonly url: string;
  readonly secret: string | undefined;
  readonly message: Message;
  readonly notices: readonly ChannelNotice[];
}

export type HttpKind = Exclude<ChannelKind, "email">;

/** Cuts a text to at most `most` characters, with a mark at the end. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** The text without its first line, which is the subject. */
export function bodyOf({ subject, text }: Message): string {
  return text.slice(subject.length).trim();
}
