import { z } from "zod";
import { numberOf, yesOrNoOf } from "../common.ts";

const mostSeconds = 400 * 86_400;

const seconds = (what: string, example: number) => numberOf(what, 1, mostSeconds, example);

/** Rules of a kind, or `false` for none. */
function ruleOf<S extends z.ZodType>(
  rule: S,
  error: string,
  description: string,
  example: unknown,
) {
  return z.union([z.literal(false), rule], { error }).optional().meta({ description, example });
}

const Deadline = z.object({
  by: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 06:00")
    .meta({ description: "The wall-clock time.", example: "06:00" }),
  timezone: z.string().max(100).optional().meta({
    description:
      "The IANA zone of the time; by default that of the job's schedule, and UTC for a category.",
    example: "Asia/Taipei",
  }),
  days: z.array(numberOf("A day of the week; 1 is Monday.", 1, 7, 1)).min(1).max(7).optional()
    .meta({ description: "Days of the week, 1 is Monday; every day by default.", example: [1, 5] }),
});

const kinds = {
  failed: ruleOf(
    z.object({ after: numberOf("How many failures one after the other.", 1, 100, 3) }),
    'must be false, or an object such as {"after": 3}',
    "After so many failures one after the other.",
    { after: 3 },
  ),
  missed: yesOrNoOf("When a fire time was not run.", true).optional(),
  late: ruleOf(
    z.object({ seconds: seconds("How late.", 300) }),
    'must be false, or an object such as {"seconds": 300}',
    "When an execution has not started so long after its fire time.",
    { seconds: 300 },
  ),
  long: ruleOf(
    z.union([
      z.object({ seconds: seconds("How long.", 3600) }),
      z.object({ times_p95: z.number().min(1).max(1000) }),
    ]),
    'must be false, or an object such as {"seconds": 3600} or {"times_p95": 3}',
    "When a run takes longer than so many seconds, or so many times the p95 of the last 50 successful runs.",
    { times_p95: 3 },
  ),
};

const Overdue = ruleOf(
  z.union([z.object({ seconds: seconds("How long.", 90_000) }), Deadline]),
  'must be false, or an object such as {"seconds": 90000} or {"by": "06:00", "days": [1, 2, 3, 4, 5]}',
  "When there was no success for so long, or in the 24 hours before a time of day.",
  { by: "06:00", timezone: "Asia/Taipei", days: [1, 2, 3, 4, 5] },
);

const telling = {
  repeat_hours: numberOf("How often an open alarm is told again; 0 is never.", 0, 8760, 24)
    .optional(),
  urgent: yesOrNoOf("Whether quiet hours do not hold it back.", false).optional(),
  channels: z.array(z.string().min(1).max(64)).max(20).optional().meta({
    description: "The ids of the channels that are told: of the category, or of the whole server.",
    example: ["0193a5f0c4e07b8e9d3f5a6b7c8d9e0f"],
  }),
};

/** What raises alarms of the jobs of a category. */
export const CategoryAlarmRules = z.object({ ...kinds, overdue: Overdue, ...telling }).meta({
  description:
    "What raises alarms; a field that is not sent is taken from the server. {} removes all.",
  example: { failed: { after: 3 } },
});

/** What raises alarms of a job. */
export const AlarmRules = z.object({ ...kinds, overdue: Overdue, ...telling }).meta({
  description:
    "What raises alarms; a field that is not sent is taken from the category, and then from the server. {} removes all.",
  example: { failed: { after: 3 }, overdue: { seconds: 90_000 } },
});
export type AlarmRules = z.output<typeof AlarmRules>;

/** What raises alarms of a monitor: its own rhythm says when a ping is missed. */
export const MonitorAlarmRules = z.object({
  failed: kinds.failed,
  missed: yesOrNoOf("When no ping came in time; true unless it is sent.", true).optional(),
  long: kinds.long,
  ...telling,
}).meta({
  description:
    "What raises alarms; `failed` and `long` are taken from the category, and then from the server, where they are not sent. {} removes all.",
  example: { failed: { after: 2 } },
});

export const AlarmRulesAnswer = z.record(z.string(), z.unknown()).meta({
  description: "The alarm rules of its own; absent where there are none.",
  example: { failed: { after: 3 } },
});
export type AlarmRulesAnswer = z.infer<typeof AlarmRulesAnswer>;
