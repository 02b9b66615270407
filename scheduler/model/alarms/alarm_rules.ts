import { z } from "zod";

/** A wall-clock time by which a job must have succeeded. */
export const Deadline = z.object({
  /** `HH:MM`. */
  by: z.string(),
  timeZone: z.string(),
  /** ISO days of the week, 1 is Monday; absent: every day. */
  days: z.array(z.number()).exactOptional(),
});
export type Deadline = z.infer<typeof Deadline>;

/**
 * What raises alarms of a job. `false` is off. An absent field is taken from the job's category, and then from the server.
 */
export const AlarmRules = z.object({
  /** After so many failures one after the other. */
  failed: z.union([z.object({ after: z.number() }), z.literal(false)]).exactOptional(),
  missed: z.boolean().exactOptional(),
  late: z.union([z.object({ seconds: z.number() }), z.literal(false)]).exactOptional(),
  /** Longer than so many seconds, or than so many times the p95 of the last successful runs. */
  long: z.union([
    z.object({ seconds: z.number() }),
    z.object({ timesP95: z.number() }),
    z.literal(false),
  ]).exactOptional(),
  overdue: z.union([z.object({ seconds: z.number() }), Deadline, z.literal(false)]).exactOptional(),
  repeatHours: z.number().exactOptional(),
  urgent: z.boolean().exactOptional(),
  channels: z.array(z.string()).exactOptional(),
});
export type AlarmRules = z.infer<typeof AlarmRules>;

/** Rules in which nothing is left open but the channels. */
export type WholeAlarmRules =
  & Required<Omit<AlarmRules, "channels">>
  & Pick<AlarmRules, "channels">;

/** The rules of a server whose configuration says nothing. */
export const defaultAlarmRules: WholeAlarmRules = {
  failed: { after: 1 },
  missed: true,
  late: false,
  long: false,
  overdue: false,
  repeatHours: 24,
  urgent: false,
};

/** The rules of a job: each field is that of the job, or else of its category, or else of the server. */
export function rulesOf(
  server: WholeAlarmRules,
  category: AlarmRules | undefined,
  job: AlarmRules | undefined,
): WholeAlarmRules {
  return { ...server, ...category, ...job };
}
