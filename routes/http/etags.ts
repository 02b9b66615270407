import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { Job } from "../../scheduler/model/job.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { AppEnv } from "../deps.ts";

/** What has versions. */
interface Versioned {
  readonly version: number;
}

export function versionTag({ version }: Versioned): string {
  return `"v${version}"`;
}

/** What is shown of a job changes with each fire too. */
export function jobTag({ version, nextRunAt }: Job): string {
  return nextRunAt === undefined ? `"v${version}"` : `"v${version}-${nextRunAt}"`;
}

/**
 * What the request says in `If-Match`, to be asked of the record that is changed, in its commit. Of a
 * tag only the version counts: a fire in between must not make an edit fail.
 * @returns what throws Refusal `precondition_failed` for a record of another version.
 */
export function ifMatch(c: Context<AppEnv>): (record: Versioned) => void {
  const sent = c.req.header("If-Match");
  if (sent === undefined || sent.trim() === "*") return () => {};
  // Here a weak tag matches nothing (RFC 9110, 13.1.1).
  const versions = readTags(sent).filter(({ isWeak }) => !isWeak)
    .map(({ text }) => /^v([1-9]\d*)(?:-\d+)?$/.exec(text)?.[1]);
  return ({ version }) => {
    if (versions.includes(String(version))) return;
    throw new Refusal(
      "precondition_failed",
      `It has been changed since: it has version ${version} now.`,
    );
  };
}

/** Answers a GET with 304 where the client has what would be answered. */
export const ifNoneMatch = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const [sent, tag] = [c.req.header("If-None-Match"), c.res.headers.get("ETag")];
  if (sent === undefined || tag === null || c.res.status !== 200) return;
  const isKnown = sent.trim() === "*" || readTags(sent).some(({ text }) => `"${text}"` === tag);
  if (isKnown) c.res = new Response(null, { status: 304 });
});

interface Tag {
  readonly text: string;
  readonly isWeak: boolean;
}

/** The tags of a list; what is none is passed over up to the next comma. */
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
