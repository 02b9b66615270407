import { isTimeZone } from "../cron/mod.ts";

/**
 * Whether a text names a time zone: a name or alias of the IANA database, in any case. Offsets (`+08:00`) and
 * the names that only Intl knows (`IST`, `BST`) are refused. Configuration, API and records judge by this.
 */
export { isTimeZone };

/** Why a text is refused where a time zone is wanted. */
export const notATimeZone = "is not the name of an IANA time zone";
