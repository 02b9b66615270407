import type { CrontabLine } from "../../../scheduler/cron/crontab/mod.ts";

/** A line's verdict as one row of the table, or two rows where it becomes two jobs. */
export function told(line: CrontabLine): string[] {
  switch (line.kind) {
    case "job":
      return line.jobs.map(({ fields, user, name, command, stdin, timeZone, home }) => {
        const { minute, hour, day, month, dayOfWeek } = fields;
        const rest = [
          `${line.line} job ${minute} ${hour} ${day} ${month} ${dayOfWeek}`,
          ...(user === undefined ? [] : [`as ${user}`]),
          ...(timeZone === "UTC" ? [] : [timeZone]),
          ...(home === "/home/carillon"
            ? []
            : [home === undefined ? "in no known folder" : `in ${home}`]),
          name,
          JSON.stringify(command),
          ...(stdin === undefined ? [] : [`< ${JSON.stringify(stdin)}`]),
        ];
        return rest.join(" | ");
      });
    case "refused":
      return [`${line.line} no: ${line.reason}`];
    case "variable":
      return [[`${line.line} ${line.name}=`, ...line.notes].join(" ")];
    default:
      return [`${line.line} ${line.kind}`];
  }
}
