import type { Context, Next } from "hono";
import { createMiddleware } from "hono/factory";
import type { Pause } from "../../scheduler/model/firing/pause.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { AppEnv } from "../deps.ts";

/** A record with versions. */
interface Versioned {
  readonly version: number;
}

export function versionTag({ version }: Versioned): string {
  return `"v${version}"`;
}

/**
 * The tag of a job. The shown job also changes with each fire and with a pause of its category, so the tag has its next fire
 * time, and the begin and the end of the pause.
 */
export function jobTag({ version, nextRunAt }: Job, pause?: Pause): string {
  const of = (at: Instant | undefined) => at === undefined ? "" : `-${at}`;
  return `"v${version}${of(nextRunAt)}${of(pause?.at)}${of(pause?.until)}"`;
}

/**
 * The condition of the header `If-Match`, for the record that is read to be changed. Only the version in a tag
 * counts: a fire in between must not make an edit fail.
 * @returns a function that throws Refusal `precondition_failed` for a record of another version.
 */
export function ifMatch(c: Context<AppEnv>): (record: Versioned) => void {
  const sent = c.req.header("If-Match");
  if (sent === undefined || sent.trim() === "*") return () => {};
  // Here a weak tag matches nothing (RFC 9110, 13.1.1).
  const versions = readTags(sent).filter(({ isWeak }) => !isWeak)
    .map(({ text }) => /^v([1-9]\d*)(?:-\d+)*$/.exec(text)?.[1]);
  return ({ version }) => {
    if (versions.includes(String(version))) return;
    throw new Refusal(
      "precondition_failed",
      `It has been changed since: it has version ${version} now.`,
    );
  };
}

/** Answers a GET with 304 when the client has the current version already. */
export const ifNoneMatch = createMiddleware<AppEnv>((c, next) => {
  const sent = c.req.header("If-None-Match");
  return sent === undefined ? next() : compared(c, next, sent);
});

async function compared(c: Context<AppEnv>, next: Next, sent: string): Promise<void> {
  await next();
  const tag = c.res.headers.get("ETag");
  if (tag === null || c.res.status !== 200) return;
  const isKnown = sent.trim() === "*" || readTags(sent).some(({ text }) => `"${text}"` === tag);
  if (isKnown) c.res = new Response(null, { status: 304 });
}

interface Tag {
  readonly text: string;
  readonly isWeak: boolean;
}

/** The tags of a list. Text that is no tag is skipped up to the next comma. */
function readTags(header: string): Tag[] {
  const form = /[ \t]*(?:(W\/)?"([!#-~\x80-\xff]*)"[ \t]*(?=,|$)|[^,]*)(,|$)/y;
  const tags: Tag[] = [];
  for (;;) {
    const match = form.exec(header);
    if (match === null) return tags;
    const [, weak, text, end] = match;
    if (text !== undefined) tags.push({ text, isWeak: weak !== undefined });
    if (end === "") return tags;
  }
}
