import { z } from "zod";

export const JobClass = z.object({
  job_class_string: z.string(),
  notes: z.string(),
  available: z.boolean(),
  unavailable_reason: z.string().optional(),
  arguments: z.array(z.object({
    name: z.string(),
    type: z.string(),
    description: z.string(),
    required: z.boolean(),
  })),
  example: z.array(z.unknown()).meta({ description: "`pub_args` that fit." }),
}).meta({ id: "JobClass" });
export type JobClass = z.infer<typeof JobClass>;

export const JobClassList = z.object({ job_classes: z.array(JobClass) })
  .meta({ id: "JobClassList" });
