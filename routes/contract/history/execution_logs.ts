import { z } from "zod";
import { Time } from "../common.ts";

export const LogLine = z.object({
  time: Time,
  attempt: z.int().meta({ description: "The attempt that wrote the line.", example: 1 }),
  level: z.enum(["debug", "info", "warn", "error"])
    .meta({ description: "The level of the line.", example: "info" }),
  message: z.string().meta({
    description:
      "The text of the line. A state of a progress line that the program rewrites ends with CR (U+000D); " +
      "the last state comes once more, without CR.",
    example: "connecting to db:5432",
  }),
}).meta({ id: "LogLine" });
export type LogLine = z.infer<typeof LogLine>;

export const ExecutionLog = z.object({
  logs: z.array(LogLine).meta({ description: "The lines, oldest first." }),
  is_cut: z.boolean().meta({
    description:
      "Whether lines are missing: of a long output only the head and the tail are stored, " +
      "and a line in between marks the gap.",
  }),
}).meta({ id: "ExecutionLog" });
export type ExecutionLog = z.infer<typeof ExecutionLog>;

export const LogHeaders = z.object({
  accept: z.string().optional().meta({
    description: "text/event-stream follows the log as it is written.",
  }),
});
