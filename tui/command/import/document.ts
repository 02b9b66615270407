import { Document } from "yaml";

type Fields = Readonly<Record<string, unknown>>;

const cronNames = ["minute", "hour", "day", "month", "day_of_week", "week"];
/** The order of an entry; `key` and `category` come before. Fields of the policy follow. */
const order = ["name", "job_class_string", "pub_args", ...cronNames, "timezone", "paused"];
const left = new Set([...order, "job_id", "category_id"]);

/** Categories and jobs as a document of jobs as code, in the fields of the API. Categories are named, not numbered. */
export function documentText(categories: readonly unknown[], jobs: readonly Fields[]): string {
  const listed = categories.map((one) => ({ ...(one as Fields) }));
  const nameOf = new Map(listed.map(({ id, name }) => [id, name]));
  const keys = new Keys();
  const document = new Document({
    ...(listed.length === 0 ? {} : { categories: listed.map(categoryEntry) }),
    jobs: jobs.map((job) => jobEntry(job, nameOf.get(job.category_id), keys)),
  });
  return document.toString({ lineWidth: 0 });
}

/** Category 1 is the one of jobs that name none. */
function categoryEntry({ id, name, description }: Fields): Fields {
  return said({
    name,
    default: id === 1 ? true : undefined,
    description: description || undefined,
  });
}

function jobEntry(job: Fields, category: unknown, keys: Keys): Fields {
  const policy = Object.entries(job).filter(([name]) => !left.has(name));
  return said({
    key: keys.take(String(category ?? ""), job),
    category,
    ...Object.fromEntries(order.map((name) => [name, job[name]])),
    paused: job.paused === true ? true : undefined,
    ...Object.fromEntries(policy),
  });
}

function said(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
}

const longestKey = 80;

/** Keys have letters, digits and hyphens, and no two jobs of a category have the same one. */
class Keys {
  readonly #taken = new Set<string>();

  take(category: string, { name, job_id }: Fields): string {
    const made = String(name).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
      .replace(/[^a-z0-9]+/g, "-").slice(0, longestKey).replace(/^-+|-+$/g, "");
    const base = made === "" ? `job-${String(job_id ?? "").slice(-12) || "1"}` : made;
    for (let n = 1;; n++) {
      const key = n === 1 ? base : `${base}-${n}`;
      const place = `${category} ${key}`;
      if (this.#taken.has(place)) continue;
      this.#taken.add(place);
      return key;
    }
  }
}
