import type { ConfigPlan, ConfigStep } from "../../../routes/contract/config/plan.ts";
import type { Answer, Client } from "../../support/app.ts";

export const awesome = "simple_scheduler.jobs.sample_job.AwesomeJob";

export function aJobEntry(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    key: "hello",
    name: "Hello",
    job_class_string: awesome,
    pub_args: ["a", "b"],
    minute: "*/5",
    timezone: "Asia/Taipei",
    ...more,
  };
}

export function apply(client: Client, document: unknown, query = ""): Promise<Answer> {
  return client.put(`/config${query}`, document);
}

export function dryRun(client: Client, document: unknown, more = ""): Promise<Answer> {
  return apply(client, document, `?dry_run=true${more}`);
}

export async function exported(client: Client): Promise<Record<string, unknown>> {
  return (await client.get("/config")).body;
}

/** The steps in short: what is done to what, and the fields that change. */
export function shortSteps({ steps }: ConfigPlan): string[] {
  return steps.map(({ action, kind, name, key, changes }: ConfigStep) =>
    [action, kind, key ?? name, ...changes.map(({ field }) => field)].join(" ")
  );
}
