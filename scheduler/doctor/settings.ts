import type { Config } from "../config.ts";
import type { Finding } from "./finding.ts";

/** The settings that the doctor looks at. */
export type Settings = Pick<
  Config,
  | "allowShellJobs"
  | "shellUser"
  | "shellCategories"
  | "corsOrigins"
  | "kvPath"
  | "expectData"
  | "executionRetentionDays"
  | "logRetentionDays"
>;

/** What is not in {@link Settings}. */
export interface Surroundings {
  /** Whether TIMEZONE is set; absent where that is not known. */
  readonly hasTimezone?: boolean;
  /** Whether the process may do more than its configuration needs; absent where another process asks. */
  readonly isUnscoped?: boolean;
}

/** Settings that are risky. */
export function settingFindings(settings: Settings, around: Surroundings): Finding[] {
  const found = (
    isSo: boolean,
    severity: Finding["severity"],
    text: string,
    remedy: string,
  ): Finding[] => isSo ? [{ check: "settings", severity, text, remedy }] : [];
  const { allowShellJobs, shellUser, shellCategories, corsOrigins, kvPath, expectData } = settings;
  const isShared = kvPath === undefined || /^https?:/.test(kvPath);
  return [
    ...found(
      around.hasTimezone === false,
      "info",
      "TIMEZONE is not set: jobs without a zone fire by UTC.",
      "Set TIMEZONE to the zone in which people read the schedules.",
    ),
    ...found(
      allowShellJobs && shellUser === undefined,
      "warning",
      "ALLOW_SHELL_JOBS is on, and programs run as the user of the server.",
      "Set SHELL_USER to a user without rights of its own.",
    ),
    ...found(
      allowShellJobs && shellCategories.includes("*"),
      "warning",
      "SHELL_CATEGORIES is *: everyone who may change jobs may run programs.",
      "Name the categories that need it.",
    ),
    ...found(
      corsOrigins.includes("*"),
      "warning",
      "CORS_ORIGINS is *: pages of every site may use the API.",
      "Name the origins of your own pages.",
    ),
    ...found(
      around.isUnscoped === true,
      "warning",
      "The process may read and write all files, or run programs, and its configuration does not need it.",
      "Start it by `deno task start`, which gives the permissions that the configuration needs.",
    ),
    ...found(
      isShared && !expectData,
      "info",
      "An empty database would be taken for a new one: a shared database has no marker beside it.",
      "Set CARILLON_EXPECT_DATA=true after the first start.",
    ),
  ];
}

/** Whether this process may do more than a service of this configuration needs. */
export async function isUnscoped({ allowShellJobs }: Settings): Promise<boolean> {
  if (allowShellJobs) return false; // then it needs all of it
  const asked = [{ name: "write" }, { name: "read" }, { name: "run" }] as const;
  const answers = await Promise.all(asked.map((name) => Deno.permissions.query(name)));
  return answers.some(({ state }) => state === "granted");
}
