/** The list of job classes: those that are built in, and those of the user's own modules. */
import { awesomeJob } from "./awesome_job.ts";
import { curlJob } from "./curl_job.ts";
import type { AllowList } from "./http/allow_list.ts";
import { httpJob } from "./http_job.ts";
import { isJobClass, type JobClass } from "./job_class.ts";
import { shellJob } from "./shell_job.ts";
import { slackJob } from "./slack_job.ts";

export { type AllowList, parseAllowList } from "./http/allow_list.ts";
export type { ArgumentCheck, ArgumentError, ArgumentInfo } from "./job_class.ts";
export type { JobClass, JobContext, JobLog } from "./job_class.ts";

export interface BuiltInOptions {
  readonly allowShellJobs: boolean;
  readonly httpJobAllow: AllowList;
}

export function builtInJobClasses({ allowShellJobs, httpJobAllow }: BuiltInOptions): JobClass[] {
  return [
    awesomeJob,
    curlJob(httpJobAllow),
    shellJob({ isAllowed: allowShellJobs }),
    slackJob(httpJobAllow),
    httpJob(httpJobAllow),
  ];
}

export interface JobClassRegistry {
  get(name: string): JobClass | undefined;
  /** By name. */
  list(): JobClass[];
}

/** Throws when two classes have one name. */
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
 * The job classes of the user's modules: their default export (a class or a list of them) and their named ones.
 * `specifiers` are paths, relative to the folder `baseUrl`, or file:, npm:, jsr: and https: addresses. Throws an Error
 * that names the module which cannot be loaded or has no job class.
 */
export async function loadJobModules(
  specifiers: readonly string[],
  baseUrl: URL,
): Promise<JobClass[]> {
  // One by one: the order of the list does not depend on which loads first.
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
  // A single letter before the colon is a Windows drive.
  if (/^[a-z][a-z0-9+.-]+:/i.test(specifier)) return specifier;
  const folder = new URL(baseUrl.href.replace(/\/?$/, "/"));
  const path = specifier.replaceAll("\\", "/").replace(/^([a-z]:)/i, "/$1");
  return new URL(path.replace(/[%#?]/g, encodeURIComponent), folder).href;
}
