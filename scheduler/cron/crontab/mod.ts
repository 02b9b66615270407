/** Reads whole crontab files: what each line becomes, and the jobs in them. */
export { type Crontab, type CrontabOptions, readCrontab } from "./read_crontab.ts";
export { type CrontabJob, type CrontabLine, programJobClass } from "./crontab_line.ts";
export type { CrontabForm } from "./form.ts";
export { keyOfProgram, programArgsOf, type ProgramOptions } from "./program.ts";
