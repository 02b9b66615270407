import { z } from "zod";
import { AuditEvent } from "../../../scheduler/model/audit_entry.ts";
import { countOf, idOf, nextCursor, Time } from "../common.ts";

export const LogEntry = z.object({
  job_id: idOf("The job of the entry."),
  job_name: z.string().meta({ description: "The name of the job at that time.", example: "Hello" }),
  event: z.enum(AuditEvent.options)
    .meta({ description: "What happened.", example: "custom_run" }),
  user: z.string().meta({ description: "Who made the change.", example: "admin" }),
  description: z.string().meta({
    description:
      "added: the arguments as JSON; modified: the changes as JSON; deleted: the job as " +
      'JSON; custom_run and stopped: the execution\'s id; paused, resumed and key_renewed: ""; ' +
      "alarm_acknowledged, alarm_snoozed and alarm_closed: the alarm and the note as JSON.",
    example: "0193a5f0c4e07b8e9d3f5a6b7c8d9e0f",
  }),
  created_time: Time,
}).meta({ id: "LogEntry" });
export type LogEntry = z.infer<typeof LogEntry>;

export const LogList = z.object({
  logs: z.array(LogEntry).meta({ description: "The whole range, or the page." }),
  total: countOf(
    "The number of matching entries in the whole range. With `limit` it is counted up to 10,000, " +
      "and with several filters among the newest 10,000 entries.",
    10,
  ),
  next_cursor: nextCursor,
}).meta({ id: "LogList" });
export type LogList = z.infer<typeof LogList>;
