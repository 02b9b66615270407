import { z } from "zod";

export type Json = null | boolean | number | string | readonly Json[] | {
  readonly [key: string]: Json;
};

/** A JSON value from our own database. It is not checked again: the request that brought it was. */
export const Json = z.unknown() as z.ZodType<Json> as z.ZodType<Json, Json>;

/**
 * An upper estimate of the bytes that a value takes in the database. A string with a character beyond Latin-1
 * takes two bytes for each character.
 */
export function storedSize(value: unknown): number {
  switch (typeof value) {
    case "string":
      return textSize(value) + 6;
    case "object": {
      if (value === null) return 1;
      if (value instanceof Uint8Array) return value.byteLength + 8;
      let size = 8;
      if (Array.isArray(value)) {
        for (const item of value) size += storedSize(item);
        return size;
      }
      for (const key in value) {
        size += textSize(key) + 4 + storedSize((value as Record<string, unknown>)[key]);
      }
      return size;
    }
    default:
      return 10;
  }
}

const isLatin1 = /^[\0-\xff]*$/;

function textSize(text: string): number {
  return isLatin1.test(text) ? text.length : text.length * 2;
}

/**
 * Cuts a text to at most `limit` stored bytes: its head and its tail, and between them a line that says how many
 * characters were cut.
 */
export function cutText(text: string, limit: number): string {
  const size = textSize(text);
  if (size <= limit) return text;
  const room = Math.max(0, Math.floor(limit / (size === text.length ? 1 : 2)) - 40);
  const half = Math.floor(room / 2);
  const head = text.slice(0, half - (splitsPair(text, half) ? 1 : 0));
  const from = text.length - half;
  const tail = text.slice(from + (splitsPair(text, from) ? 1 : 0));
  const cut = text.length - head.length - tail.length;
  // In ASCII: a character beyond Latin-1 would double the bytes of the whole text.
  return `${head}\n... ${cut} characters cut ...\n${tail}`;
}

/** Whether a cut at this place separates the two halves of a surrogate pair. */
function splitsPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, at - 1), at + 1));
}
