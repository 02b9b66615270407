import { z } from "zod";
import type { SessionId, UserId } from "../../../scheduler/model/ids.ts";
import { countOf, exampleHexId, hexId, numberInPath, Time, wholeNumber } from "../common.ts";

export const SessionPath = z.object({
  session_id: z.string().regex(hexId, "There is no such log-in.")
    .transform((id) => id as SessionId)
    .meta({ description: "The log-in's id.", example: exampleHexId }),
});

export const SessionQuery = z.object({
  user_id: numberInPath("must be the number of a user").transform((id) => id as UserId).optional()
    .meta({
      description: "For admins: the user whose log-ins the call is about; otherwise the caller.",
      ...wholeNumber,
      example: 2,
    }),
});

const sessionIdField = z.string().meta({ description: "The log-in's id.", example: exampleHexId });

export const Session = z.object({
  id: sessionIdField,
  created_at: Time,
  last_seen_at: Time.meta({
    description: "When the token was last used, to the hour: ISO 8601 in UTC.",
  }),
  expires_at: Time,
  address: z.string().meta({
    description: "The address of the client at the log-in.",
    example: "192.0.2.1",
  }),
  user_agent: z.string().meta({
    description: "The `User-Agent` of the client at the log-in.",
    example: "curl/8.5.0",
  }),
  current: z.boolean().meta({ description: "Whether the call was made with it.", example: true }),
}).meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

export const SessionList = z.object({
  sessions: z.array(Session).meta({ description: "The log-ins, newest first." }),
}).meta({ id: "SessionList" });

export const SessionRef = z.object({ id: sessionIdField }).meta({
  id: "SessionRef",
  example: { id: exampleHexId },
});

export const EndedSessions = z.object({
  ended: countOf("How many log-ins of the list have ended.", 2),
}).meta({ id: "EndedSessions", example: { ended: 2 } });
