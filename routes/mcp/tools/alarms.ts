import { z } from "zod";
import { alarmKinds, alarmStates } from "../../contract/facts.ts";
import { Cursor, defineTool, JobId, limit, reads } from "../tool.ts";

export const listAlarms = defineTool({
  name: "list_alarms",
  title: "List alarms",
  description:
    "Lists alarms: what is wrong about jobs. Each says why it was raised, how often, and who looks after it.",
  annotations: reads,
  input: {
    state: z.enum(alarmStates).default("open").describe("Open alarms, or closed ones."),
    job_id: JobId.optional(),
    category_id: z.int().optional().describe("Only this category."),
    kind: z.enum(alarmKinds).optional().describe("Only this kind."),
    limit: limit(20, 100),
    cursor: Cursor,
  },
  act: (api, query) => api.get("alarms", query),
});
