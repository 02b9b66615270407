import { wrongUse } from "../failures.ts";
import { readText } from "./reading.ts";

interface Mapped {
  readonly class: string;
  readonly arguments?: readonly unknown[];
}

/** Which job class here takes the place of a class of the other system. */
export class ClassMap {
  readonly #classes: ReadonlyMap<string, Mapped>;

  constructor(classes: ReadonlyMap<string, Mapped>) {
    this.#classes = classes;
  }

  /** The class and the arguments of a job here. In the arguments of the map `$1` is the job's first argument, and `$*` all. */
  mapped(jobClass: unknown, pubArgs: unknown): Record<string, unknown> {
    const found = typeof jobClass === "string" ? this.#classes.get(jobClass) : undefined;
    if (found === undefined) return { job_class_string: jobClass, pub_args: pubArgs };
    const args = Array.isArray(pubArgs) ? pubArgs : [];
    return {
      job_class_string: found.class,
      pub_args: found.arguments === undefined ? args : filled(found.arguments, args),
    };
  }
}

function filled(given: unknown, args: readonly unknown[]): unknown {
  if (Array.isArray(given)) {
    return given.flatMap((one) => one === "$*" ? args : [filled(one, args)]);
  }
  if (typeof given === "object" && given !== null) {
    return Object.fromEntries(
      Object.entries(given).map(([name, one]) => [name, filled(one, args)]),
    );
  }
  const [, place] = typeof given === "string" ? /^\$([1-9])$/.exec(given) ?? [] : [];
  return place === undefined ? given : args[Number(place) - 1] ?? null;
}

/**
 * Reads a map: YAML with a class of the other system for each class here, as text or as `{class, arguments}`.
 * @throws CommandFailure for a file that is none.
 */
export async function readClassMap(path: string | undefined): Promise<ClassMap> {
  if (path === undefined) return new ClassMap(new Map());
  const { parse } = await import("yaml");
  let value: unknown;
  try {
    value = parse(await readText(path));
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw wrongUse(`${path} is no map of job classes: ${why}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrongUse(`${path} is no map of job classes, such as "acme.jobs.Report: my.jobs.Report".`);
  }
  return new ClassMap(
    new Map(Object.entries(value).map(([name, given]) => [name, mappedOf(path, name, given)])),
  );
}

function mappedOf(path: string, name: string, given: unknown): Mapped {
  if (typeof given === "string") return { class: given };
  const { class: jobClass, arguments: args } = { ...(given as Partial<Mapped> | null) };
  if (typeof jobClass === "string" && (args === undefined || Array.isArray(args))) {
    return { class: jobClass, ...(args === undefined ? {} : { arguments: args }) };
  }
  throw wrongUse(`${path}: ${name} must be a class, or {class, arguments}.`);
}
