import { z } from "zod";

const pattern = /^[a-z0-9-]+$/;
const longest = 100;

/** The name by which documents know a job, also after the job gets another name. Unique in the job's category. */
export const JobKey = z.string().min(1, "must not be empty")
  .max(longest, `must not be longer than ${longest} characters`)
  .regex(pattern, "must be of a-z, 0-9 and hyphens");

/** The key that a name makes; "" for a name without Latin letters and digits. */
export function keyOfName(name: string): string {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-").slice(0, longest).replace(/^-+|-+$/g, "");
}
