import { z } from "zod";
import type { ApiKeyId } from "../../../scheduler/model/ids.ts";
import {
  CategoryIdField,
  countOf,
  nameOf,
  nextCursor,
  numberInPath,
  ReadOnly,
  Time,
  TimeField,
  TimeOrNothing,
  wholeNumber,
} from "../common.ts";

export const ApiKeyPath = z.object({
  key_id: numberInPath("There is no such API key.").transform((id) => id as ApiKeyId)
    .meta({ description: "The API key's number.", ...wholeNumber, example: 1 }),
});

const Access = z.enum(["read", "change"], { error: "must be read or change" }).meta({
  description: "`read`: what lies in its category. `change`: also change, run, pause and stop it.",
  example: "change",
});

export const NewApiKey = z.object({
  name: nameOf(
    "The name, which the audit log shows; upper and lower case count as the same.",
    100,
    "Nightly reports",
  ),
  category_id: CategoryIdField.nullish(),
  access: Access,
  expires_at: TimeField.nullish().meta({
    description:
      "When the key expires, within the next 10 years; without it, the key does not expire.",
    example: "2027-11-22T06:00:00.000Z",
  }),
  id: ReadOnly,
  created_by: ReadOnly,
  created_at: ReadOnly,
  last_used_at: ReadOnly,
}).meta({
  id: "NewApiKey",
  example: {
    name: "Nightly reports",
    category_id: 1,
    access: "change",
    expires_at: "2027-11-22T06:00:00.000Z",
  },
});
export type NewApiKey = z.output<typeof NewApiKey>;

export const ApiKey = z.object({
  id: countOf("The API key's number.", 1),
  name: z.string().meta({ description: "The name.", example: "Nightly reports" }),
  category_id: countOf("The category whose things the key sees; 0: all.", 1),
  access: Access,
  expires_at: TimeOrNothing,
  created_by: z.string().meta({ description: "The admin who made the key.", example: "admin" }),
  created_at: Time,
  last_used_at: TimeOrNothing.meta({
    description: 'When the key was last used, to the minute: ISO 8601 in UTC; "" for never.',
  }),
}).meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;

export const MadeApiKey = ApiKey.extend({
  secret: z.string().meta({
    description: "Send it as `Authorization: Bearer`. Only this answer shows the secret.",
    example: "crl_q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c",
  }),
}).meta({ id: "MadeApiKey" });

export const ApiKeyList = z.object({
  api_keys: z.array(ApiKey).meta({ description: "The whole list, or the page." }),
  next_cursor: nextCursor,
}).meta({ id: "ApiKeyList" });
export type ApiKeyList = z.infer<typeof ApiKeyList>;

export const ApiKeyRef = z.object({ id: countOf("The API key's number.", 1) })
  .meta({ id: "ApiKeyRef", example: { id: 1 } });
