import { defineJobClass, z } from "../../scheduler/job_classes/job_class.ts";

export const environmentJob = defineJobClass({
  name: "test.Environment",
  notes: "Answers the names of all variables.",
  args: z.tuple([]),
  example: [],
  run: () => Object.keys(Deno.env.toObject()),
});
