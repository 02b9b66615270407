import { defineJobClass, z } from "./job_class.ts";

/** The hello world of job classes. */
export const awesomeJob = defineJobClass({
  name: "simple_scheduler.jobs.sample_job.AwesomeJob",
  relaysOutput: true,
  notes: 'Returns its first two arguments as a list, with "" for a missing one.',
  args: z.tuple(
    [
      z.unknown().default("").meta({ title: "argument1", description: "Returned as it is." }),
      z.unknown().default("").meta({ title: "argument2", description: "Returned as it is." }),
    ],
    z.unknown().meta({ title: "more", description: "Accepted and not used." }),
  ),
  example: ["first argument", "second argument"],
  run: ([first, second]) => [first, second],
});
