import { z } from "zod";

/** For a change that is made only if nobody has changed the record since. */
export const IfMatch = z.object({
  "If-Match": z.string().optional().meta({
    description: "One or more `ETag`s of earlier answers, or `*`. The change is made only if the " +
      "record still has that version; otherwise the answer is 412.",
    example: "*",
  }),
});

/**
 * For a GET whose answer is needed only if the record has changed. A parameter and no schema: any text is fine, so nothing has
 * to check the headers of each GET.
 */
export const ifNoneMatchHeader = {
  name: "If-None-Match",
  in: "header",
  required: false,
  description: "The `ETag` of an earlier answer. The answer is 304 when the record still has it.",
  schema: { type: "string", example: '"v7"' },
} as const;

/** For a call that must not create something twice. There is no example, because every reader would send it. */
export const IdempotencyKey = z.object({
  "Idempotency-Key": z.string()
    .regex(/^[\x20-\x7e]{1,255}$/, "must have 1 to 255 printable ASCII characters")
    .optional()
    .meta({
      description:
        "A text that is different for each thing to create, such as a UUID. The same request " +
        "sent again within a day gets the same answer and creates nothing twice.",
    }),
});

/** For an answer with one record, or about a change of one. */
export const ETag = z.object({
  ETag: z.string().meta({ description: "The version of the record.", example: '"v7"' }),
});
