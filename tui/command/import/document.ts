import { Document } from "yaml";

/** Fields of a job that stand in the document under another name, in its order. */
const names = {
  job_class_string: "class",
  pub_args: "arguments",
  timezone: "timezone",
} as const;
const left = [
  "job_id",
  "name",
  "category_id",
  "job_class_string",
  "pub_args",
  "timezone",
  "paused",
];
const cron = ["minute", "hour", "day", "month", "day_of_week", "week"];

type Fields = Readonly<Record<string, unknown>>;

/** Categories and jobs as a YAML document of jobs as code. */
export function documentText(categories: readonly unknown[], jobs: readonly Fields[]): string {
  const listed = categories.map((one) => ({ ...(one as Fields) }));
  const keys = new Keys();
  const document = new Document({
    categories: listed.map(({ name, description }) => ({ key: keyOf(name), name, description })),
    jobs: jobs.map((job) => jobFields(job, listed, keys)),
  });
  return document.toString({ lineWidth: 0 });
}

function jobFields(job: Fields, categories: readonly Fields[], keys: Keys): Fields {
  const category = categories.find(({ id }) => id === job.category_id);
  const rest = Object.entries(job).filter(([name]) => !left.includes(name) && !cron.includes(name));
  return {
    key: keys.take(keyOf(job.name)),
    name: job.name,
    ...(category === undefined || category.id === 0 ? {} : { category: keyOf(category.name) }),
    [names.job_class_string]: job.job_class_string,
    schedule: Object.fromEntries(
      cron.flatMap((name) => typeof job[name] === "string" ? [[name, job[name]]] : []),
    ),
    [names.timezone]: job.timezone,
    [names.pub_args]: job.pub_args,
    ...(job.paused === true ? { paused: true } : {}),
    ...Object.fromEntries(rest.filter(([, value]) => value !== undefined && value !== null)),
  };
}

/** Keys have letters, digits and hyphens. */
function keyOf(name: unknown): string {
  const key = String(name).normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return key.replace(/^-+|-+$/g, "").slice(0, 60) || "job";
}

/** No two jobs have one key. */
class Keys {
  readonly #taken = new Set<string>();

  take(key: string): string {
    for (let n = 1;; n++) {
      const one = n === 1 ? key : `${key}-${n}`;
      if (this.#taken.has(one)) continue;
      this.#taken.add(one);
      return one;
    }
  }
}
