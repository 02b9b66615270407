import { z } from "zod";

export const JobClass = z.object({
  job_class_string: z.string().meta({
    description: "What a job names it by.",
    example: "simple_scheduler.jobs.sample_job.AwesomeJob",
  }),
  notes: z.string().meta({ description: "What it does.", example: "Returns its arguments." }),
  available: z.boolean().meta({ description: "Whether jobs may use it here.", example: true }),
  unavailable_reason: z.string().optional().meta({
    description: "Why they may not; only there when they may not.",
    example: "ALLOW_SHELL_JOBS is not set",
  }),
  arguments: z.array(z.object({
    name: z.string().meta({ description: "What it is called.", example: "first" }),
    type: z.string().meta({ description: "Which values it takes.", example: "string" }),
    description: z.string().meta({ description: "What it is for.", example: "Anything." }),
    required: z.boolean().meta({ description: "Whether it must be there.", example: false }),
  })).meta({ description: "What `pub_args` holds, in its order." }),
  example: z.array(z.unknown()).meta({
    description: "`pub_args` that fit.",
    example: ["first argument", "second argument"],
  }),
}).meta({ id: "JobClass" });
export type JobClass = z.infer<typeof JobClass>;

export const JobClassList = z.object({
  job_classes: z.array(JobClass).meta({ description: "All of them, by name." }),
})
  .meta({ id: "JobClassList" });
