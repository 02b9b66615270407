/**
 * Looks for faults in the database and the settings, whether the service runs or not:
 *
 *   deno task doctor           says what is wrong, and what to do about it; exits with 1 where there is an error
 *   deno task doctor --fix     also mends what is safe to mend
 */
import { examine, type Report } from "../scheduler/doctor/doctor.ts";
import type { Finding } from "../scheduler/doctor/finding.ts";
import { systemClock } from "../scheduler/model/time.ts";
import { given } from "./arguments.ts";
import { onDatabase } from "./open_database.ts";

await onDatabase(async (db, config) => {
  const report = await examine({
    db,
    clock: systemClock,
    settings: config,
    surroundings: { hasTimezone: Boolean(Deno.env.get("TIMEZONE")) },
    fix: given.includes("--fix"),
  });
  if (report.findings.some(isOpenError)) Deno.exitCode = 1;
  return reportText(report);
});

function isOpenError({ severity, count = 1, fixed = 0 }: Finding): boolean {
  return severity === "error" && fixed < count;
}

function reportText({ findings, rows, kinds, tookMs }: Report): string {
  const sizes = [...kinds].sort(([, a], [, b]) => b.bytes - a.bytes).map(([kind, size]) =>
    `  ${kind.padEnd(24)} ${String(size.count).padStart(10)} ${
      mebibytes(size.bytes).padStart(10)
    } MiB`
  );
  return [
    `Looked at ${rows} records in ${(tookMs / 1000).toFixed(1)} s.`,
    ...sizes,
    "",
    ...(findings.length === 0 ? ["Found nothing wrong."] : findings.map(findingText)),
  ].join("\n");
}

function findingText({ severity, text, remedy, examples = [], fixed }: Finding): string {
  return [
    `${severity.toUpperCase()}: ${text}`,
    ...(fixed === undefined ? [] : [`  mended: ${fixed}`]),
    ...examples.map((example) => `  ${example}`),
    `  -> ${remedy}`,
  ].join("\n");
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
