import { z } from "zod";
import { SecurityEvent, SecurityKind } from "../../../scheduler/model/security_entry.ts";
import { countOf, nextCursor, Time } from "../common.ts";
import { LogQuery } from "../find.ts";
import { LogList } from "./logs.ts";

/** Which log the call reads. */
export const LogKind = z.enum(["jobs", "security"], { error: "must be jobs or security" })
  .default("jobs")
  .meta({
    description:
      "`jobs`: changes of jobs. `security`: changes of users, categories, API keys and channels, " +
      "and log-ins; for admins.",
    example: "jobs",
  });

export const SecurityLogEntry = z.object({
  kind: z.enum(SecurityKind.options).meta({
    description: "What the entry is about.",
    example: "user",
  }),
  event: z.enum(SecurityEvent.options).meta({ description: "What happened.", example: "modified" }),
  subject: z.string().meta({
    description:
      "The name of the user, category, API key or channel, or of the file of a backup; for log-ins the user name as typed.",
    example: "reader",
  }),
  user: z.string().meta({
    description: 'Who did it; "" where nobody was signed in.',
    example: "admin",
  }),
  address: z.string().meta({
    description: 'The address of the caller; "" where it is not known.',
    example: "192.0.2.1",
  }),
  description: z.string().meta({
    description: "modified: the changes as JSON; added and deleted: the record as JSON.",
    example: '{"changes":{"is_admin":{"old":false,"new":true}}}',
  }),
  created_time: Time,
}).meta({ id: "SecurityLogEntry" });
export type SecurityLogEntry = z.infer<typeof SecurityLogEntry>;

export const SecurityLogList = z.object({
  logs: z.array(SecurityLogEntry).meta({ description: "The whole range, or the page." }),
  total: countOf(
    "The number of entries in the whole range. With `limit` it is counted up to 10,000.",
    10,
  ),
  next_cursor: nextCursor,
}).meta({ id: "SecurityLogList" });
export type SecurityLogList = z.infer<typeof SecurityLogList>;

/** The query of either log; a parameter of the other log is ignored. */
export const EitherLogQuery = LogQuery.extend({ kind: LogKind });

export const EitherLogList = z.union([LogList, SecurityLogList]);
