import { z } from "zod";

export const Health = z.object({
  status: z.literal("ok").meta({ description: "Always ok.", example: "ok" }),
}).meta({ id: "Health" });

export const Ready = Health.extend({
  unreadable_records: z.int().min(1).optional().meta({
    description: "How many stored records this process found that cannot be read; absent for none.",
    example: 1,
  }),
  clock_skew_ms: z.int().optional().meta({
    description:
      "How far the clock of this process is ahead of those of other processes (negative: behind); " +
      "absent up to 5 s.",
    example: 7200,
  }),
}).meta({ id: "Ready" });

export const Exposition = z.string().meta({
  id: "Exposition",
  description: "The text format of Prometheus, version 0.0.4.",
  example: 'carillon_kv_commits_total{result="done"} 42',
});
