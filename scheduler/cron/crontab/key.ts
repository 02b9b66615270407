import { createHash } from "node:crypto";
import type { CrontabFields } from "./expression.ts";
import { parseFields } from "../fields.ts";
import { canonicalZone } from "../zones/zone_names.ts";

/** What makes a job of a crontab the same job in a second import. Name, folder and variables do not. */
export interface Identity {
  readonly fields: CrontabFields;
  readonly timeZone: string;
  readonly user: string | undefined;
  readonly shell: string;
  readonly command: string;
  readonly stdin: string | undefined;
}

/** 32 hexadecimal digits that are equal for equal identities. */
export function keyOf({ fields, timeZone, user, shell, command, stdin }: Identity): string {
  const parsed = parseFields(fields);
  const { month, day, week, dayOfWeek, hour, minute } = parsed.ok
    ? parsed.fields
    : { week: "*", ...fields };
  const zone = canonicalZone(timeZone) ?? timeZone;
  const parts = [month, day, week, dayOfWeek, hour, minute, zone];
  const text = JSON.stringify([...parts, user ?? "", shell, command.trim(), stdin ?? ""]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
