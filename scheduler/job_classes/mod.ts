/** The list of job classes: the built-in classes, and those of the operator's modules. */
import { awesomeJob } from "./awesome_job.ts";
import { curlJob } from "./curl_job.ts";
import type { AllowList } from "./http/allow_list.ts";
import { httpJob } from "./http_job.ts";
import { isJobClass, type JobClass } from "./job_class.ts";
import { programJob } from "./program_job.ts";
import { findProgramUser } from "./programs/program_user.ts";
import { pythonJob } from "./python_job.ts";
import { type ProgramClassOptions, shellJob } from "./shell_job.ts";
import { slackJob } from "./slack_job.ts";

export { type AllowList, parseAllowList } from "./http/allow_list.ts";
export type { ArgumentCheck, ArgumentError, ArgumentInfo } from "./job_class.ts";
export type { JobClass, JobContext, JobLog, StartedChild } from "./job_class.ts";
export { holdJobSecrets, isSecretName } from "./job_secret.ts";
export { endLeftPrograms } from "./programs/process_tree.ts";

export interface BuiltInOptions {
  readonly allowShellJobs: boolean;
  readonly httpJobAllow: AllowList;
  /** The system user that runs programs, by name or number. Absent: the server's own user. */
  readonly shellUser?: string | undefined;
}

export function builtInJobClasses(options: BuiltInOptions): JobClass[] {
  const { httpJobAllow } = options;
  const programs = programOptions(options);
  return [
    awesomeJob,
    curlJob(httpJobAllow),
    shellJob(programs),
    slackJob(httpJobAllow),
    httpJob(httpJobAllow),
    programJob(programs),
    pythonJob(programs),
  ];
}

function programOptions({ allowShellJobs, shellUser }: BuiltInOptions): ProgramClassOptions {
  if (!allowShellJobs) {
    return { unavailable: "programs may not be run on this server: ALLOW_SHELL_JOBS is not set" };
  }
  if (shellUser === undefined) return {};
  const { user, problem } = findProgramUser(shellUser);
  return problem === undefined ? { user } : { unavailable: problem };
}

export interface JobClassRegistry {
  get(name: string): JobClass | undefined;
  /** Ordered by name. */
  list(): JobClass[];
}

/** Throws an Error when two classes have one name. */
export function jobClassRegistry(classes: readonly JobClass[]): JobClassRegistry {
  const byName = new Map<string, JobClass>();
  for (const jobClass of classes) {
    if (byName.has(jobClass.name)) throw new Error(`two job classes are named ${jobClass.name}`);
    byName.set(jobClass.name, jobClass);
  }
  const sorted = [...byName.values()].toSorted((a, b) => a.name < b.name ? -1 : 1);
  return { get: (name) => byName.get(name), list: () => [...sorted] };
}

/**
 * Loads the job classes of the operator's modules: the default export (a class or a list) and the named exports.
 * `specifiers` are paths relative to the folder `baseUrl`, or file:, npm:, jsr: and https: addresses. Throws an Error
 * that names a module which does not load or which exports no job class.
 */
export async function loadJobModules(
  specifiers: readonly string[],
  baseUrl: URL,
): Promise<JobClass[]> {
  // One after the other, so that the order of the list does not depend on the time of loading.
  const classes = new Set<JobClass>();
  for (const specifier of specifiers) {
    for (const jobClass of await loadJobModule(specifier, baseUrl)) classes.add(jobClass);
  }
  return [...classes];
}

async function loadJobModule(specifier: string, baseUrl: URL): Promise<JobClass[]> {
  let exports: Record<string, unknown>;
  try {
    exports = await import(toModuleUrl(specifier, baseUrl));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`job module ${specifier} cannot be loaded: ${reason}`, { cause: error });
  }
  const classes = Object.values(exports).flat().filter(isJobClass);
  if (classes.length === 0) {
    throw new Error(`job module ${specifier} exports no job class made by defineJobClass()`);
  }
  return classes;
}

function toModuleUrl(specifier: string, baseUrl: URL): string {
  // A single letter before the colon is a drive of Windows.
  if (/^[a-z][a-z0-9+.-]+:/i.test(specifier)) return specifier;
  const folder = new URL(baseUrl.href.replace(/\/?$/, "/"));
  const path = specifier.replaceAll("\\", "/").replace(/^([a-z]:)/i, "/$1");
  return new URL(path.replace(/[%#?]/g, encodeURIComponent), folder).href;
}
