/** Cron schedules in the fields and meaning of APScheduler, with a rule of our own for clock changes. */
export { type CronFields, type FieldError, parseFields, type ParseResult } from "./fields.ts";
export { type FieldName, fieldNames, type FieldRange, fieldRanges } from "./grammar.ts";
export { type CrontabFields, type CrontabResult, fromCrontab } from "./crontab/expression.ts";
export { compileSchedule, type Schedule } from "./schedule.ts";
export { nextRun } from "./next_run.ts";
export { instantOfWall, isScheduledDay, localDay, timesOfDay } from "./local_days.ts";
export { type OffsetPeriod, zoneNamed } from "./zones/zone.ts";
export { wallTime } from "./wall_time.ts";
export { canonicalZone, isTimeZone, zoneDataVersion, zoneNames } from "./zones/zone_names.ts";
