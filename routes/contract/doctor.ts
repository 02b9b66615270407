import { z } from "zod";

export const DoctorQuery = z.object({
  seconds: z.coerce.number().int().min(1).max(600).default(60).meta({
    description: "How long records are looked at, from 1 to 600; the report says how far that led.",
    example: 60,
  }),
});

const Finding = z.object({
  check: z.string().meta({
    description: "What was looked at: a name that stays.",
    example: "stuck executions",
  }),
  severity: z.enum(["error", "warning", "info"]).meta({
    description: "error: something does not work; warning: it may not; info: it is worth knowing.",
    example: "error",
  }),
  text: z.string().meta({
    description: "What is the case.",
    example: "2 executions are running, and no worker has them.",
  }),
  remedy: z.string().meta({
    description: "What to do about it.",
    example: "`deno task doctor -- --fix` releases them.",
  }),
  count: z.int().optional().meta({
    description: "How many there are, where they are counted.",
    example: 2,
  }),
  examples: z.array(z.string()).optional().meta({
    description: "Some of the keys or names, at most ten.",
    example: ["0199b3c51c80700000000000000000a1"],
  }),
}).meta({ id: "Finding" });

const KindSize = z.object({
  kind: z.string().meta({ description: "The first part of the keys.", example: "sheet" }),
  count: z.int().meta({ description: "How many records.", example: 10_204 }),
  bytes: z.int().meta({
    description: "Bytes of keys and values, without what the storage adds.",
    example: 41_943_040,
  }),
}).meta({ id: "KindSize" });

export const DoctorReport = z.object({
  findings: z.array(Finding).meta({ description: "What was found, the worst first." }),
  records: z.int().meta({ description: "How many records were looked at.", example: 204_511 }),
  is_whole: z.boolean().meta({
    description: "Whether these are all records. If not, the indexes were not compared.",
    example: true,
  }),
  took_ms: z.int().meta({ description: "How long it took, in milliseconds.", example: 4200 }),
  kinds: z.array(KindSize).meta({
    description: "The size of each kind of record, the largest first.",
  }),
}).meta({ id: "DoctorReport" });
