import type { Command } from "commander";
import type { DoctorReport, Finding } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit_codes.ts";
import { examples } from "../subcommand.ts";
import { wholeNumber } from "../taking.ts";

interface Options {
  readonly seconds: number;
}

export function define(command: Command, context: Context): void {
  command
    .option("--seconds <number>", "how long records are looked at, from 1 to 600", wholeNumber, 60)
    .action((options: Options) => doctor(context, options));
  examples(
    command,
    ["carillon doctor", "for admins; exits with 1 where there is an error"],
    ["carillon doctor -o wide", "with the sizes of the kinds of records"],
  );
}

async function doctor(context: Context, { seconds }: Options): Promise<void> {
  const report = await (await context.client()).upkeep.examine({ seconds });
  if (report.findings.some(({ severity }) => severity === "error")) {
    context.exitCode = exitCodes.failed;
  }
  await context.output.done(reportText(report, context.output.form === "wide"), report);
}

function reportText(
  { findings, records, is_whole, took_ms, kinds }: DoctorReport,
  isWide: boolean,
) {
  const sizes = kinds.map(({ kind, count, bytes }) =>
    `  ${kind.padEnd(24)} ${String(count).padStart(10)} ${mebibytes(bytes).padStart(10)} MiB`
  );
  return [
    `Looked at ${records} records in ${(took_ms / 1000).toFixed(1)} s.`,
    ...(is_whole ? [] : ["There are more records: give the doctor more --seconds."]),
    ...(isWide ? sizes : []),
    ...(findings.length === 0 ? ["Found nothing wrong."] : findings.map(findingText)),
  ].join("\n");
}

function findingText({ severity, text, remedy, examples = [] }: Finding): string {
  return [
    `${severity.toUpperCase()}: ${text}`,
    ...examples.map((example) => `  ${example}`),
    `  -> ${remedy}`,
  ].join("\n");
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
