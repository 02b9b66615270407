import { z } from "zod";
import { countOf, yesOrNoOf } from "../common.ts";

export const configKinds = ["category", "calendar", "channel", "job", "monitor"] as const;
export type ConfigKind = typeof configKinds[number];
export const configActions = ["create", "change", "pause", "resume", "delete"] as const;
export type ConfigAction = typeof configActions[number];

/** How a document is applied. */
export const ConfigQuery = z.object({
  dry_run: yesOrNoOf("Answers the plan, and changes nothing.", true).optional(),
  prune: yesOrNoOf(
    "Deletes what the same owner made and the document no longer names, of the kinds that the " +
      "document has a list for.",
    true,
  ).optional(),
  adopt: yesOrNoOf(
    "Makes the owner of the document the owner of those of its records that nobody owns.",
    true,
  ).optional(),
});
export type ConfigQuery = z.output<typeof ConfigQuery>;

export const ExportQuery = z.object({
  owner: z.string().max(63).optional().meta({
    description: "Only what a document of this owner made.",
    example: "default",
  }),
});

export const ConfigFieldChange = z.object({
  field: z.string().meta({ description: "The field of the document.", example: "minute" }),
  before: z.unknown().optional().meta({
    description: "What the server has; absent for the default.",
    example: "*/5",
  }),
  after: z.unknown().optional().meta({
    description: "What the document says; absent for the default.",
    example: "*/10",
  }),
}).meta({ id: "ConfigFieldChange" });
export type ConfigFieldChange = z.infer<typeof ConfigFieldChange>;

export const ConfigStep = z.object({
  action: z.enum(configActions).meta({ description: "What is done.", example: "change" }),
  kind: z.enum(configKinds).meta({ description: "What it is done to.", example: "job" }),
  name: z.string().meta({ description: "Its name.", example: "Nightly report" }),
  category: z.string().optional().meta({
    description: "The category of a job or a monitor.",
    example: "Reports",
  }),
  place: z.string().optional().meta({
    description: "Where it is in the document; absent for what the document does not name.",
    example: "jobs[0]",
  }),
  key: z.string().optional().meta({
    description: "The key of a job.",
    example: "nightly-report",
  }),
  changes: z.array(ConfigFieldChange).meta({
    description: "Field by field: what changes, or what a new record gets.",
  }),
  refused: z.string().optional().meta({
    description: "Why the caller may not do this; absent where the caller may.",
    example: "Permission denied: only an admin may do this.",
  }),
}).meta({ id: "ConfigStep", description: "One record that is made, changed or deleted." });
export type ConfigStep = z.infer<typeof ConfigStep>;

export const ConfigPlan = z.object({
  dry_run: z.boolean().meta({ description: "Whether nothing was done.", example: true }),
  owner: z.string().meta({ description: "The owner of the document.", example: "default" }),
  steps: z.array(ConfigStep).meta({
    description: "What is done, in this order; empty where the server is as the document says.",
  }),
  unchanged: countOf("How many records of the document are as it says already.", 12),
  notes: z.array(z.string()).meta({
    description: "What the plan leaves out, and why, and what is left to do after it.",
    example: [],
  }),
}).meta({ id: "ConfigPlan", description: "What an apply does, or has done." });
export type ConfigPlan = z.infer<typeof ConfigPlan>;

/** An entry of an export has the fields of the document. */
const exported = (what: string) =>
  z.array(z.record(z.string(), z.unknown())).meta({ description: what, example: [] });

export const ConfigExport = z.object({
  owner: z.string().optional().meta({
    description: "The owner that the export is about.",
    example: "default",
  }),
  categories: exported("The categories, as `ConfigCategory`."),
  calendars: exported("The calendars, as `ConfigCalendar`."),
  channels: exported("The channels, as `ConfigChannel`; only admins see them.").optional(),
  jobs: exported("The jobs, as `ConfigJob`."),
  monitors: exported("The monitors, as `ConfigMonitor`; without the keys of their ping addresses."),
}).meta({ id: "ConfigExport", description: "A document that an apply takes." });
export type ConfigExport = z.infer<typeof ConfigExport>;

/** For a document that is applied only if its plan is the one that somebody has seen. */
export const IfPlan = z.object({
  "If-Match": z.string().optional().meta({
    description: "The `ETag` of a plan. The document is applied only if it still has this plan; " +
      "otherwise the answer is 412.",
    example: "*",
  }),
});

export const ConfigSchema = z.record(z.string(), z.unknown()).meta({
  id: "ConfigSchema",
  description: "A JSON schema, draft 7.",
  example: { $schema: "http://json-schema.org/draft-07/schema#" },
});
