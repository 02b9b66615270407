import { z } from "zod";
import { countOf, idOf } from "../common.ts";

const cronField = (what: string, example: string) =>
  z.string().meta({ description: what, example });

/** What every answer about a job tells of it: the job itself, and an execution of the job it came from. */
export const JobAnswerFields = {
  job_id: idOf("The job's id."),
  job_class_string: z.string().meta({
    description: "The class of the job: what it does.",
    example: "simple_scheduler.jobs.sample_job.AwesomeJob",
  }),
  name: z.string().meta({ description: "The job's name.", example: "Hello" }),
  pub_args: z.array(z.unknown()).meta({
    description: "The arguments of the job class.",
    example: ["first argument", "second argument"],
  }),
  month: cronField("Months: 1-12 or jan-dec.", "*"),
  day: cronField("Days of the month: 1-31, `last`, `3rd fri`, `last fri`.", "*"),
  week: cronField('ISO weeks; always "*".', "*"),
  day_of_week: cronField("Days of the week: 0-6 or mon-sun; 0 is Monday.", "*"),
  hour: cronField("Hours: 0-23.", "*"),
  minute: cronField("Minutes: 0-59.", "*/5"),
  timezone: z.string().meta({
    description: "The IANA zone in which the cron fields are read.",
    example: "Asia/Taipei",
  }),
  category_id: countOf("The category of the job.", 1),
};
