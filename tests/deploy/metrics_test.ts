import assert from "node:assert/strict";
import { parse } from "yaml";
import { Metrics } from "../../scheduler/metrics.ts";
import { noteTick } from "../../scheduler/store/firing/ticks.ts";
import { makeJob, type TestApi, testApi } from "../support/app.ts";
import { aRun, store, succeeded } from "../support/alarms.ts";
import { makeMonitor } from "../support/monitors.ts";
import type { JobId } from "../../scheduler/model/ids.ts";
import { findJob } from "../../scheduler/store/jobs/jobs.ts";

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
  readonly templating: { readonly list: readonly { readonly query: string }[] };
}

const [rulesText, dashboardText, guide] = await Promise.all(
  ["alert_rules.yaml", "grafana_dashboard.json", "observability.md"]
    .map((name) => Deno.readTextFile(new URL(`../../docs/${name}`, import.meta.url))),
);
const rules = (parse(rulesText ?? "") as Rules).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(dashboardText ?? "") as Dashboard;
const panels = dashboard.panels;

/** Prometheus adds them to what it reads. */
const addedLabels = ["job", "instance"];

/** All metrics of a process, by the names of their samples, with their labels. */
async function shownMetrics(): Promise<Map<string, Set<string>>> {
  const metrics = new Metrics();
  await using api = await testApi({ metrics });
  metrics.claimed(1);
  metrics.ended("succeeded", "a.Job", 1);
  metrics.ticked(1, 1);
  metrics.commitAnswered(true);
  metrics.storageRefused({ reason: "full" });
  metrics.clockCompared(1);
  await api.admin.get("/jobs");
  await noteTick(api.db, api.clock.now());
  await makeMonitor(api);
  await makeSuccess(api);
  const remoteAddr = { transport: "tcp", hostname: "127.0.0.1", port: 50_000 } as const;
  const text = await (await api.app.request("/metrics", {}, { remoteAddr })).text();
  const shown = new Map<string, Set<string>>();
  for (const line of text.split("\n")) {
    const [, name, labels = ""] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) continue;
    const known = shown.get(name) ?? new Set(addedLabels);
    for (const [label] of labels.matchAll(/\w+(?==")/g)) known.add(label);
    shown.set(name, known);
  }
  return shown;
}

/** A job that is watched, and one success of it. */
async function makeSuccess({ db, admin, clock }: TestApi): Promise<void> {
  const id = await makeJob(admin, { alarms: { overdue: { seconds: 3600 } } });
  const job = await findJob(db, id as JobId);
  if (job !== undefined) await store(db, aRun(job, clock.now(), succeeded));
}

/** What a PromQL expression selects: names with the labels in their braces. */
function selected(expr: string): { name: string; labels: string[] }[] {
  return [...expr.matchAll(/\b(carillon_\w+)(?:\{([^}]*)\})?/g)].map((
    [, name = "", inside = ""],
  ) => ({
    name,
    labels: [...inside.matchAll(/(\w+)\s*(?==~|!=|!~|=)/g)].map(([, label = ""]) => label),
  }));
}

Deno.test("the alert rules and the dashboard select metrics that exist, by labels that they have", async () => {
  const shown = await shownMetrics();
  const queries = dashboard.templating.list.map(({ query }) => query);
  const exprs = [
    ...rules.map(({ expr }) => expr),
    ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...queries,
  ];

  const unknown = exprs.flatMap(selected).flatMap(({ name, labels }) => {
    const known = shown.get(name);
    if (known === undefined) return [name];
    return labels.filter((label) => !known.has(label)).map((label) => `${name}{${label}}`);
  });

  assert.deepEqual(unknown, []);
});

Deno.test("the dashboard shows every metric that docs/observability.md describes", () => {
  const described = new Set(guide?.match(/(?<=^\| `)carillon_\w+(?=`)/gm));
  const shown = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => selected(expr)))
    .map(({ name }) => name.replace(/_bucket$/, ""));

  assert.ok(described.size > 10);
  assert.deepEqual([...described].filter((name) => !shown.includes(name)), []);
});

Deno.test("each alert rule has a name of its own", () => {
  const names = rules.map(({ alert }) => alert);

  assert.ok(names.length > 5);
  assert.deepEqual([...new Set(names)], names);
});
