import type { Carillon } from "../../client/mod.ts";
import { bounded, jobsOf, known, notTaken, schedulesOf, type Taken } from "./foreign_jobs.ts";
import { fieldsOf, textOf } from "./ndscheduler/found.ts";

/** How a run does what the pod did. */
export type Pods = "kubectl" | "command";

interface Options {
  /** The zone of a CronJob without `timeZone`. */
  readonly zone?: string;
  readonly pods: Pods;
}

const day = 86_400;
const longestGrace = 31 * day;

/** What a CronJob becomes: a job, two jobs, or why not. */
export async function cronJobOf(
  client: Carillon,
  resource: unknown,
  { zone, pods }: Options,
): Promise<Taken> {
  const { kind, metadata, spec: given } = fieldsOf(resource);
  const { name, namespace = "default" } = fieldsOf(metadata);
  const what = `${textOf(kind) ?? "resource"} ${namespace}/${textOf(name) ?? "without a name"}`;
  if (kind !== "CronJob") return notTaken(what, "it is no CronJob");
  const spec = fieldsOf(given);
  const [, ownZone, times] = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/.exec(String(spec.schedule)) ??
    [undefined, undefined, textOf(spec.schedule)];
  if (typeof name !== "string" || typeof namespace !== "string" || times === undefined) {
    return notTaken(what, "it has no name, or no schedule");
  }
  const runs = pods === "kubectl" ? kubectlRun(name, namespace) : commandRun(spec);
  if (typeof runs === "string") return notTaken(what, runs);
  const schedules = await schedulesOf(client, times, textOf(spec.timeZone) ?? ownZone ?? zone);
  if (typeof schedules === "string") return notTaken(what, schedules);
  const job = { ...runs.job, ...policyOf(spec, pods), paused: spec.suspend === true };
  const title = namespace === "default" ? name : `${namespace}/${name}`;
  return {
    jobs: await jobsOf(`kubernetes ${namespace}/${name}`, title, schedules, job),
    untaken: [],
    notes: [
      ...runs.notes.map((note) => `${what}: ${note}`),
      ...(schedules.length > 1 ? [`${what}: two jobs, since it joins day and weekday by OR`] : []),
    ],
  };
}

interface Run {
  readonly job: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

/** Makes a Job of the CronJob, which stays in the cluster, and ends as that Job ends. */
function kubectlRun(name: string, namespace: string): Run | string {
  const at = `--namespace ${namespace}`;
  const done = `'{.status.conditions[?(@.status=="True")].type}'`;
  const script = `run=${name.slice(0, 50)}-$(date +%s); ` +
    `kubectl create job ${at} --from=cronjob/${name} "$run" || exit 1; ` +
    `while ended=$(kubectl get job ${at} "$run" -o jsonpath=${done}); do ` +
    `case "$ended" in *Complete*) exit 0;; *Failed*) exit 1;; esac; sleep 2; done; exit 1`;
  const isName = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
  if (!isName.test(name) || !isName.test(namespace)) return "its name is no name of Kubernetes";
  return {
    job: { job_class_string: shellJob, pub_args: ["sh", "-c", script] },
    notes: [
      "kubectl has to be on the server; so that nothing runs twice: " +
      `kubectl patch cronjob ${name} ${at} -p '{"spec":{"suspend":true}}'`,
    ],
  };
}

const shellJob = "simple_scheduler.jobs.shell_job.ShellJob";

/** Runs the command of the only container on the server. @returns why not. */
function commandRun(spec: Readonly<Record<string, unknown>>): Run | string {
  const { containers } = fieldsOf(fieldsOf(fieldsOf(jobSpecOf(spec).template).spec));
  const [container, ...others] = Array.isArray(containers) ? containers.map(fieldsOf) : [];
  if (container === undefined || others.length > 0) return "it has not exactly one container";
  const { command, args, env, workingDir, image } = container;
  const [program, ...rest] = [...textsOf(command), ...textsOf(args)];
  if (textsOf(command).length === 0 || program === undefined) {
    return "it names no command, so its image decides what runs: use --pods kubectl";
  }
  const variables = (Array.isArray(env) ? env : []).map(fieldsOf);
  const open = variables.filter(({ value }) => typeof value === "string");
  const closed = variables.filter(({ value }) => typeof value !== "string");
  const options = {
    ...{ program, args: rest },
    env: Object.fromEntries(open.map(({ name, value }) => [name, value])),
    ...(textOf(workingDir) === undefined ? {} : { cwd: workingDir }),
  };
  const missing = closed.map(({ name }) => name).join(", ");
  return {
    job: { job_class_string: "carillon.jobs.ProgramJob", pub_args: [options] },
    notes: [
      `its command runs on the server, without its image ${image ?? ""}`.trim(),
      ...(missing === "" ? [] : [`its variables ${missing} are not taken: use job secrets`]),
    ],
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function jobSpecOf(spec: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return fieldsOf(fieldsOf(spec.jobTemplate).spec);
}

/** Kubernetes tries a pod six times again where nothing else is said. */
const usualBackoffLimit = 6;

/** A CronJob without a deadline makes up for a missed time however late, and once for all of them. */
function policyOf(spec: Readonly<Record<string, unknown>>, pods: Pods): Record<string, unknown> {
  const { concurrencyPolicy = "Allow", startingDeadlineSeconds } = spec;
  const { activeDeadlineSeconds, backoffLimit = usualBackoffLimit } = jobSpecOf(spec);
  return known({
    max_instances: concurrencyPolicy === "Allow" ? 100 : 1,
    overlap: concurrencyPolicy === "Replace" ? "replace" : "skip",
    misfire_grace_seconds: bounded(startingDeadlineSeconds, 0, longestGrace) ?? longestGrace,
    coalesce: true,
    timeout_seconds: bounded(activeDeadlineSeconds, 1, day),
    max_retries: pods === "command" ? bounded(backoffLimit, 0, 25) : 0,
  });
}
