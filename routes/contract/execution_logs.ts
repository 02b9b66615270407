import { z } from "zod";
import { Time } from "./common.ts";

export const LogLine = z.object({
  time: Time,
  attempt: z.int().meta({ description: "The attempt that said it.", example: 1 }),
  level: z.enum(["debug", "info", "warn", "error"])
    .meta({ description: "How much it matters.", example: "info" }),
  message: z.string().meta({
    description: "What was said.",
    example: "connecting to db:5432",
  }),
}).meta({ id: "LogLine" });
export type LogLine = z.infer<typeof LogLine>;

export const ExecutionLog = z.object({
  logs: z.array(LogLine).meta({ description: "The lines, oldest first." }),
  is_cut: z.boolean().meta({
    description:
      "A line in the middle says where: of what a job says much, head and tail are kept.",
  }),
}).meta({ id: "ExecutionLog" });
export type ExecutionLog = z.infer<typeof ExecutionLog>;

export const LogHeaders = z.object({
  accept: z.string().optional().meta({
    description: "text/event-stream follows the log as it is written.",
  }),
});
