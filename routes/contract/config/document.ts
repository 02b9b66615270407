import { z } from "zod";
import {
  ConfigCalendar,
  ConfigCategory,
  ConfigChannel,
  ConfigJob,
  ConfigMonitor,
  entriesOf,
} from "./entries.ts";

/** Who is told as the maker of a record that a document without an owner makes. */
export const defaultOwner = "default";

export const Owner = z.string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, "must be of a-z, 0-9, dot, hyphen and underscore")
  .meta({ description: "Whose document it is.", example: "team-reports" });

/** Where the JSON schema of the document is on a server. */
export const schemaPath = "/api/v1/config.schema.json";

/** Jobs as code: what a server is to have. Fields that are left out have their defaults. */
export const ConfigDocument = z.strictObject({
  $schema: z.string().max(2000).nullish().meta({
    description: "Where the schema of the document is, for editors. The server ignores it.",
  }),
  owner: Owner.nullish().meta({
    description: "Whose document it is: only what the same owner made is deleted when it is no " +
      `longer in the document. Left out: "${defaultOwner}".`,
  }),
  categories: entriesOf(ConfigCategory, "The categories."),
  calendars: entriesOf(ConfigCalendar, "The calendars."),
  channels: entriesOf(ConfigChannel, "The channels of notifications."),
  jobs: entriesOf(ConfigJob, "The jobs."),
  monitors: entriesOf(ConfigMonitor, "The monitors."),
}).meta({
  id: "ConfigDocument",
  description: "Jobs as code: what a server is to have.",
  example: {
    owner: "team-reports",
    categories: [{ name: "Reports" }],
    jobs: [{
      key: "nightly-report",
      category: "Reports",
      name: "Nightly report",
      job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
      pub_args: ["a", "b"],
      cron: "0 3 * * *",
      timezone: "Asia/Taipei",
    }],
  },
});
/** As somebody writes it. */
export type ConfigDocumentInput = z.input<typeof ConfigDocument>;
export type ConfigDocument = z.output<typeof ConfigDocument>;
