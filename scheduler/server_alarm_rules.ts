import type { Config } from "./config.ts";
import { defaultAlarmRules, type WholeAlarmRules } from "./model/alarms/alarm_rules.ts";

/** The rules of jobs whose category and whose own rules say nothing. */
export function serverAlarmRules(config: Config): WholeAlarmRules {
  const { alarmFailedAfter, alarmLateSeconds, alarmLongSeconds } = config;
  return {
    ...defaultAlarmRules,
    failed: alarmFailedAfter > 0 && { after: alarmFailedAfter },
    missed: config.alarmMissed,
    late: alarmLateSeconds > 0 && { seconds: alarmLateSeconds },
    long: alarmLongSeconds > 0 && { seconds: alarmLongSeconds },
    repeatHours: config.alarmRepeatHours,
  };
}
