import { z } from "zod";
import { CategoryId, ExecutionId, JobId, UserId } from "../../scheduler/model/ids.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { readTime } from "./read_time.ts";

/** The one form of every error. */
export const ErrorAnswer = z.object({
  error: z.string().meta({ description: "What is wrong, in one sentence." }),
  code: z.string().meta({ description: "The same for programs." }),
  details: z.array(z.object({ field: z.string(), reason: z.string() })),
}).meta({
  id: "Error",
  example: {
    error: 'minute: "61" is above the maximum of 59',
    code: "invalid",
    details: [{ field: "minute", reason: '"61" is above the maximum of 59' }],
  },
});
export type ErrorAnswer = z.infer<typeof ErrorAnswer>;

/** A moment in an answer: UTC, to the millisecond. */
export const Time = z.string().meta({
  description: "ISO 8601 in UTC.",
  example: "2026-11-22T06:00:00.000Z",
});

/** A moment in an answer, or "" where there is none. */
export const TimeOrNothing = z.string().meta({
  description: 'ISO 8601 in UTC; "" where there is none.',
  example: "2026-11-22T06:00:00.000Z",
});

/** A field of our own answers: a client that sends back what it got may leave it in, and it changes nothing. */
export const ReadOnly = z.unknown().optional().meta({
  readOnly: true,
  description: "Ignored: it is not the client's to say.",
});

// Line separators and changes of direction would let a name rearrange the line it is shown in.
const unshowable = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** A name on one line, without blanks around it. */
export function nameOf(what: string, most: number) {
  return z.string()
    .trim()
    .min(1, "must not be empty")
    .max(most, `must not be longer than ${most} characters`)
    .refine(isWholeText, "must be valid Unicode")
    .refine((text) => !unshowable.test(text), "must not have control characters")
    .meta({ description: what });
}

/** Text of several lines. */
export function textOf(what: string, most: number) {
  return z.string()
    .max(most, `must not be longer than ${most} characters`)
    .refine(isWholeText, "must be valid Unicode")
    // deno-lint-ignore no-control-regex -- they are what it looks for
    .refine((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text), {
      error: "must not have control characters",
    })
    .meta({ description: what });
}

/** A whole number within bounds. */
export function numberOf(what: string, least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error }).meta({ description: what });
}

export function isWholeText(text: string): boolean {
  return text.isWellFormed();
}

/** In a body, where a wrong one is a wrong value. */
export const CategoryIdField = z.int({ error: "must be the number of a category" })
  .min(0, "must be the number of a category")
  .transform((id) => id as CategoryId)
  .meta({ description: "The number of a category.", example: 1 });

const hexId = /^[0-9a-f]{32}$/;
const exampleHexId = "0193a5f0c4e07b8e9d3f5a6b7c8d9e0f";
const plainNumber = /^(?:0|[1-9]\d{0,15})$/;

/** In a path, where a wrong one leads nowhere: the messages are those of the 404. */
export const JobPath = z.object({
  job_id: z.string().regex(hexId, "There is no such job.").pipe(JobId)
    .meta({ description: "The job's id.", example: exampleHexId }),
});

export const ExecutionPath = z.object({
  id: z.string().regex(hexId, "There is no such execution.").pipe(ExecutionId)
    .meta({ description: "The execution's id.", example: exampleHexId }),
});

/** Run now: the same place in the path, but the job's id. */
export const RunNowPath = z.object({
  id: z.string().regex(hexId, "There is no such job.").pipe(JobId)
    .meta({ description: "The id of the job to run.", example: exampleHexId }),
});

export const CategoryPath = z.object({
  category_id: numberInPath("There is no such category.").pipe(CategoryId)
    .meta({ description: "The category's number.", example: 1 }),
});

export const UserPath = z.object({
  user_id: numberInPath("There is no such user.").pipe(UserId)
    .meta({ description: "The user's number.", example: 1 }),
});

function numberInPath(otherwise: string) {
  return z.string().regex(plainNumber, otherwise).transform(Number)
    .refine(Number.isSafeInteger, otherwise);
}

const limitError = "must be a whole number from 1 to 1000";

/**
 * Which page of a list. Of a parameter that is repeated the last counts, one without a value counts as not sent,
 * and unknown ones are left alone.
 */
export const PageQuery = z.object({
  limit: z.string().regex(/^[1-9]\d{0,3}$/, limitError).transform(Number)
    .refine((limit) => limit <= 1000, limitError)
    .default(1000)
    .meta({ description: "At most as many, up to 1000.", example: 100 }),
  // A key of the database holds at most 2 KiB.
  cursor: z.string()
    .refine((text) => isCursor(text), "is not a next_cursor of an earlier answer")
    .optional()
    .meta({ description: "The `next_cursor` of the page before." }),
});
export type PageQuery = z.output<typeof PageQuery>;

function isCursor(text: string): boolean {
  return text.isWellFormed() && new TextEncoder().encode(text).length <= 1600 &&
    !/\p{Cc}/u.test(text);
}

const QueryTime = z.string().transform((text, context): Instant => {
  const at = readTime(text);
  if (at !== undefined) return at;
  const message = "is not a time such as 2026-11-22T06:00:00Z";
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** Which moments, both bounds included. */
export const RangeQuery = PageQuery.extend({
  time_range_start: QueryTime.optional().meta({
    description: "From when on; UTC where it names no zone.",
    example: "2026-11-22T06:00:00.000Z",
  }),
  time_range_end: QueryTime.optional().meta({
    description: "Until when; now where it is not sent.",
    example: "2026-11-22T07:00:00.000Z",
  }),
});
export type RangeQuery = z.output<typeof RangeQuery>;

export const nextCursor = z.string().optional().meta({
  description: "Where the next page begins; only there when there is one.",
});
