import { z } from "zod";

/** For a change: only if what is there has not changed since. */
export const IfMatch = z.object({
  "If-Match": z.string().optional().meta({
    description: "One or more `ETag`s of earlier answers, or `*`. The change is made only if the " +
      "record still has that version; otherwise the answer is 412.",
    example: "*",
  }),
});

/** For a look: only if something has changed. */
export const IfNoneMatch = z.object({
  "If-None-Match": z.string().optional().meta({
    description: "The `ETag` of an earlier answer. The answer is 304 when the record still has it.",
    example: '"v7"',
  }),
});

/** For what makes something: not twice. It has no example, which every reader would send. */
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

/** Of an answer that holds one record, or tells of its change. */
export const ETag = z.object({
  ETag: z.string().meta({ description: "The version of the record.", example: '"v7"' }),
});

/** What a call may be sent beside its own; `undefined` for nothing. */
export function sentHeaders({ method, tagged, once }: {
  readonly method: string;
  readonly tagged?: true | undefined;
  readonly once?: true | undefined;
}): z.ZodObject | undefined {
  const ofTag = method === "get" ? IfNoneMatch.shape : method === "post" ? {} : IfMatch.shape;
  const fields = { ...(tagged ? ofTag : {}), ...(once ? IdempotencyKey.shape : {}) };
  return Object.keys(fields).length === 0 ? undefined : z.object(fields);
}
