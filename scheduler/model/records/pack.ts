import { z } from "zod";
import { CategoryId, JobId } from "../ids.ts";
import { JobPolicy } from "../job_policy.ts";
import type { JobSnapshot } from "../job_snapshot.ts";
import type { Json } from "../json.ts";
import { Schedule } from "../schedule.ts";

/** A pack of jobs that fire together. All have the same schedule. */
export interface Pack {
  /** Counts the changes of the pack. */
  readonly revision: number;
  readonly jobs: readonly JobSnapshot[];
}

/** What many jobs have in common, written once. */
const Kind = z.tuple([z.string(), Schedule, CategoryId, JobPolicy, z.boolean()]);
type Kind = z.infer<typeof Kind>;

/** The stored form of a pack, in JSON: `[form, revision, kinds, [id, name, arguments, place of the kind] of each job]`. */
const Form = z.tuple([
  z.literal(1),
  z.number(),
  z.array(Kind),
  z.array(z.tuple([JobId, z.string(), z.array(z.unknown()), z.number()])),
]);

/** Bytes of JSON: in V8's form the same pack takes three times the time to read. */
export const PackRecord = z.instanceof(Uint8Array).transform((bytes, context): Pack => {
  const pack = decoded(bytes);
  if (pack !== undefined) return pack;
  context.addIssue({ code: "custom", message: "is no pack of jobs" });
  return z.NEVER;
});

function decoded(bytes: Uint8Array): Pack | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  const form = Form.safeParse(parsed);
  if (!form.success) return undefined;
  const [, revision, kinds, rows] = form.data;
  const jobs = rows.flatMap(([id, name, pubArgs, place]) => {
    const kind = kinds[place];
    if (kind === undefined) return [];
    const [jobClass, schedule, categoryId, policy, isApproved] = kind;
    const approval = isApproved ? { approvedByAdmin: true as const } : {};
    const args = pubArgs as Json[];
    return [{ id, name, jobClass, pubArgs: args, schedule, categoryId, policy, ...approval }];
  });
  return jobs.length === rows.length ? { revision, jobs } : undefined;
}

/** The bytes to store. */
export function encodePack({ revision, jobs }: Pack): Uint8Array<ArrayBuffer> {
  const kinds: Kind[] = [];
  const places = new Map<string, number>();
  const rows = jobs.map(({ id, name, pubArgs, ...job }) => {
    const { jobClass, schedule, categoryId, policy, approvedByAdmin } = job;
    const kind: Kind = [jobClass, schedule, categoryId, policy, approvedByAdmin === true];
    const text = JSON.stringify(kind);
    let place = places.get(text);
    if (place === undefined) places.set(text, place = kinds.push(kind) - 1);
    return [id, name, pubArgs, place];
  });
  return new TextEncoder().encode(JSON.stringify([1, revision, kinds, rows]));
}
