import { z } from "zod";

export const JobClass = z.object({
  job_class_string: z.string().meta({
    description: "The class string that jobs use.",
    example: "simple_scheduler.jobs.sample_job.AwesomeJob",
  }),
  notes: z.string().meta({
    description: "What the class does.",
    example: "Returns its arguments.",
  }),
  available: z.boolean().meta({
    description: "Whether jobs may use the class on this server.",
    example: true,
  }),
  unavailable_reason: z.string().optional().meta({
    description: "Why jobs may not use the class; absent when they may.",
    example: "ALLOW_SHELL_JOBS is not set",
  }),
  arguments: z.array(z.object({
    name: z.string().meta({ description: "The name.", example: "first" }),
    type: z.string().meta({ description: "Which values the argument takes.", example: "string" }),
    description: z.string().meta({ description: "The purpose.", example: "Anything." }),
    required: z.boolean().meta({
      description: "Whether the argument is required.",
      example: false,
    }),
  })).meta({ description: "The arguments in `pub_args`, in their order." }),
  example: z.array(z.unknown()).meta({
    description: "Valid `pub_args`.",
    example: ["first argument", "second argument"],
  }),
}).meta({ id: "JobClass" });
export type JobClass = z.infer<typeof JobClass>;

export const JobClassList = z.object({
  job_classes: z.array(JobClass).meta({ description: "All job classes, by name." }),
})
  .meta({ id: "JobClassList" });
