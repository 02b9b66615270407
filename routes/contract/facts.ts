/**
 * The rules that the server and its clients share: the states of an execution, the kinds of alarms, the states of a monitor and the
 * fields of the job policy. Nothing here loads a library, so that a client starts as fast as without it.
 */
export * from "../../scheduler/model/alarms/alarm_kind.ts";
export * from "../../scheduler/model/execution_state.ts";
export * from "../../scheduler/model/job_policy_fields.ts";
export * from "../../scheduler/model/monitors/monitor_facts.ts";
export { percentilesOf } from "../../scheduler/model/figures/durations.ts";

/** The message of the line that marks where lines of the middle of an output were dropped. */
export const droppedLines = "… lines in the middle were dropped …";
/** The longest crontab that is read, in UTF-16 code units. */
export const longestCrontab = 262_144;
