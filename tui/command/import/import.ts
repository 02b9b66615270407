import type { Command } from "commander";
import type { Context } from "../context.ts";
import { examples } from "../subcommand.ts";
import { define as defineCrontab } from "./crontab.ts";
import { define as defineCronicle } from "./cronicle.ts";
import { define as defineKubernetes } from "./kubernetes.ts";
import { define as defineNdscheduler } from "./ndscheduler/ndscheduler.ts";

/** Each import shows a plan and asks, before anything is done; a second import of the same finds all of it. */
export function define(command: Command, context: Context): void {
  defineNdscheduler(
    command.command("ndscheduler").summary("move over from an ndscheduler, with ids and history"),
    context,
  );
  defineCrontab(
    command.command("crontab").summary("jobs from crontabs: each line, or why not"),
    context,
  );
  defineCronicle(
    command.command("cronicle").summary("the events of a Cronicle, from its export"),
    context,
  );
  defineKubernetes(
    command.command("kubernetes").summary("the CronJobs of Kubernetes, from their YAML"),
    context,
  );
  examples(
    command,
    ["carillon import crontab /etc/crontab /etc/cron.d --dry-run", "what each line would become"],
    ["carillon import ndscheduler --from http://old:8888 --database datastore.db", "move over"],
    ["carillon import cronicle backup.txt", "the export of a Cronicle"],
    ["kubectl get cronjobs -A -o yaml | carillon import kubernetes -", "the CronJobs of a cluster"],
  );
}
