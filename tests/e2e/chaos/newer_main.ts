/** The service as a later version of it would be: with one more step, which writes all jobs anew. */
import {
  type Migration,
  migrations,
  rewriteRecords,
} from "../../../scheduler/store/kv/schema/migrations.ts";
import { z } from "zod";

const step: Migration = {
  what: "a job says since when it has its new field",
  run: (given) =>
    rewriteRecords(
      given,
      { prefix: ["job"], schema: z.record(z.string(), z.unknown()) },
      (job) => "newField" in job ? undefined : { ...job, newField: "of the newer version" },
    ),
};
// Before the module is loaded that counts the steps.
(migrations as Migration[]).push(step);

await import("../wrong_clock_main.ts");
