import { z } from "zod";
import type { CategoryId, ExecutionId, JobId, UserId } from "../../scheduler/model/ids.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { asNumber, asYesOrNo } from "./liberal.ts";
import { readTime } from "./read_time.ts";

/** The one form of every error. */
export const ErrorAnswer = z.object({
  error: z.string().meta({
    description: "What is wrong, in one sentence.",
    example: "There is no such job.",
  }),
  code: z.string().meta({ description: "The error as a code for programs.", example: "invalid" }),
  details: z.array(z.object({
    field: z.string().meta({ description: "The field that is not valid.", example: "minute" }),
    reason: z.string().meta({
      description: "Why the field is not valid.",
      example: "must not be empty",
    }),
  })).meta({ description: "At most 20 fields; empty for errors that are not about fields." }),
}).meta({
  id: "Error",
  example: {
    error: 'minute: "61" is above the maximum of 59',
    code: "invalid",
    details: [{ field: "minute", reason: '"61" is above the maximum of 59' }],
  },
});
export type ErrorAnswer = z.infer<typeof ErrorAnswer>;

/** A time in an answer: UTC, to the millisecond. */
export const Time = z.string().meta({
  description: "ISO 8601 in UTC.",
  format: "date-time",
  example: "2026-11-22T06:00:00.000Z",
});

/** A time in an answer, or "" where there is none. */
export const TimeOrNothing = z.string().meta({
  description: 'ISO 8601 in UTC; "" where there is none.',
  pattern: "^$|^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$",
  example: "2026-11-22T06:00:00.000Z",
});

/** A field that only answers set. A client may send an answer back with this field in it; it changes nothing. */
export const ReadOnly = z.unknown().optional().meta({
  readOnly: true,
  description: "Ignored: the server sets this field.",
});

// A line separator or a change of direction in a name could rearrange the line that shows the name.
const namePattern = "^(?=.*\\S)[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*$";
const unshowable = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** A name on one line, without blanks around it. */
export function nameOf(what: string, most: number, example?: string) {
  return z.string()
    .trim()
    .min(1, "must not be empty")
    .max(most, `must not be longer than ${most} characters`)
    .refine(isWholeText, "must be valid Unicode")
    .refine((text) => !unshowable.test(text), "must not have control characters")
    .meta({ description: what, pattern: namePattern, example });
}

const textPattern = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$";

/** Text of several lines. */
export function textOf(what: string, most: number, example?: string) {
  return z.string()
    .max(most, `must not be longer than ${most} characters`)
    .refine(isWholeText, "must be valid Unicode")
    // deno-lint-ignore no-control-regex -- the expression looks for control characters
    .refine((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text), {
      error: "must not have control characters",
    })
    .meta({ description: what, pattern: textPattern, example });
}

/** A whole number within bounds, which a client may send as text. */
export function numberOf(what: string, least: number, most: number, example?: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.preprocess(asNumber, z.int({ error }).min(least, { error }).max(most, { error }))
    .meta({ description: what, example });
}

/** A boolean, which a client may send as 0 or 1, or as text. */
export function yesOrNoOf(what: string, example: boolean) {
  return z.preprocess(asYesOrNo, z.boolean()).meta({ description: what, example });
}

export function isWholeText(text: string): boolean {
  return text.isWellFormed();
}

function categoryNumber(error: string) {
  return z.int({ error }).min(0, { error }).max(Number.MAX_SAFE_INTEGER, { error })
    .transform((id) => id as CategoryId);
}

/** The number of a category in a query. */
export const CategoryFilter = z.preprocess(
  asNumber,
  categoryNumber("is not the number of a category"),
).optional().meta({
  description: "Only this category; 0 stands for all that the caller sees.",
  type: "integer",
  minimum: 0,
  example: 1,
});

/** The number of a category in a body, where a wrong number is a field that is not valid. */
export const CategoryIdField = z.preprocess(
  asNumber,
  categoryNumber("must be the number of a category"),
)
  .meta({ description: "The number of a category.", example: 1 });

/** In an answer: that a document made the record. */
export const ManagedBy = z.string().optional().meta({
  description: "The owner of the document that made it: change the document, so that the next " +
    "apply does not undo the change. Absent where a person made it.",
  example: "default",
});

export const hexId = /^[0-9a-f]{32}$/;
export const exampleHexId = "0193a5f0c4e07b8e9d3f5a6b7c8d9e0f";

/** In an answer: the id of a job or an execution. */
export function idOf(what: string) {
  return z.string().meta({ description: what, pattern: hexId.source, example: exampleHexId });
}

/** In an answer: the number of a category or a user, and other whole numbers that are never negative. */
export function countOf(what: string, example: number) {
  return z.int().meta({ description: what, minimum: 0, example });
}
const plainNumber = /^(?:0|[1-9]\d{0,15})$/;

/** For the API's description: a number that is text only because it stands in a path or a query. */
export const wholeNumber = { type: "integer", minimum: 0, pattern: undefined } as const;

/** The id of a job in a path, where a wrong id is a path that does not exist: the messages are those of the 404. */
export const JobPath = z.object({
  job_id: z.string().regex(hexId, "There is no such job.").transform((id) => id as JobId)
    .meta({ description: "The job's id.", example: exampleHexId }),
});

export const ExecutionPath = z.object({
  id: z.string().regex(hexId, "There is no such execution.").transform((id) => id as ExecutionId)
    .meta({ description: "The execution's id.", example: exampleHexId }),
});

/** The path to run a job now, with the id of the job in the place of an execution's. */
export const RunNowPath = z.object({
  id: z.string().regex(hexId, "There is no such job.").transform((id) => id as JobId)
    .meta({ description: "The id of the job to run.", example: exampleHexId }),
});

export const CategoryPath = z.object({
  category_id: numberInPath("There is no such category.").transform((id) => id as CategoryId)
    .meta({ description: "The category's number.", ...wholeNumber, example: 1 }),
});

export const UserPath = z.object({
  user_id: numberInPath("There is no such user.").transform((id) => id as UserId)
    .meta({ description: "The user's number.", ...wholeNumber, example: 1 }),
});

export function numberInPath(otherwise: string) {
  return z.string().regex(plainNumber, otherwise).transform(Number)
    .refine(Number.isSafeInteger, otherwise);
}

/** The most items of one page. */
export const longestPage = 1000;

/**
 * Which page of a list. Of a repeated parameter the last value counts; a parameter without a value counts as not
 * sent; unknown parameters are ignored.
 */
export const PageQuery = z.object({
  limit: numberOf(
    "The most items of one page; without it, the answer holds all.",
    1,
    longestPage,
    100,
  )
    .optional(),
  // A key of the database holds at most 2 KiB.
  cursor: z.string()
    .refine((text) => isCursor(text), "is not a next_cursor of an earlier answer")
    .optional()
    .meta({
      description: "The `next_cursor` of the page before; without `limit`, a page has 1000 items.",
      maxLength: 1600,
      pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]*$",
    }),
});
export type PageQuery = z.output<typeof PageQuery>;

function isCursor(text: string): boolean {
  return text.isWellFormed() && new TextEncoder().encode(text).length <= 1600 &&
    !/\p{Cc}/u.test(text);
}

/** For the API's description: the texts that readTime() takes, without a check of the days of each month. */
const timePattern = "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])" +
  "([Tt ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d([.,]\\d{1,9})?)?" +
  "([Zz]|[-+ ]([01]\\d|2[0-3])(:?[0-5]\\d)?)?)?$";

/** A time in a query or a body. */
export const TimeField = z.string().max(40, "is not a time such as 2026-11-22T06:00:00Z")
  .transform((text, context): Instant => {
    const at = readTime(text);
    if (at !== undefined) return at;
    const message = "is not a time such as 2026-11-22T06:00:00Z";
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  })
  .meta({ pattern: timePattern });

/** A time range with both bounds included. */
export const RangeQuery = PageQuery.extend({
  time_range_start: TimeField.optional().meta({
    description: "The start of the range; UTC where the time names no zone.",
    example: "2026-11-22T06:00:00.000Z",
  }),
  time_range_end: TimeField.optional().meta({
    description: "The end of the range; now where no time is sent.",
    example: "2026-11-22T07:00:00.000Z",
  }),
});
export type RangeQuery = z.output<typeof RangeQuery>;

export const nextCursor = z.string().optional().meta({
  description: "Where the next page begins; absent on the last page.",
  example: '["a job","0193a5f0c4e07b8e9d3f5a6b7c8d9e0f"]',
});
