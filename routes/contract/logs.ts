import { z } from "zod";
import { nextCursor, Time } from "./common.ts";

export const LogEntry = z.object({
  job_id: z.string(),
  job_name: z.string(),
  event: z.enum(["added", "modified", "deleted", "paused", "resumed", "custom_run", "stopped"]),
  user: z.string(),
  description: z.string().meta({
    description:
      "added: the arguments as JSON; modified: the changes as JSON; deleted: the job as " +
      'JSON; custom_run and stopped: the execution\'s id; paused and resumed: "".',
  }),
  created_time: Time,
}).meta({ id: "LogEntry" });
export type LogEntry = z.infer<typeof LogEntry>;

export const LogList = z.object({
  logs: z.array(LogEntry),
  total: z.int().meta({ description: "In the whole range; counted up to 10,000." }),
  next_cursor: nextCursor,
}).meta({ id: "LogList" });
