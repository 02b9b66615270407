/** What the jobs of killed_ahead_test.ts do, so that it sees from outside which of them started. */
import { defineJobClass, z } from "carillon";

export const touch = defineJobClass({
  name: "e2e.Touch",
  notes: "Notes in a file that it started; then it ends, or stays until its process is gone.",
  args: z.tuple([z.string(), z.enum(["ends", "stays"])]),
  example: ["/tmp/started", "ends"],
  async run([path, how], { executionId }) {
    Deno.writeTextFileSync(path, `${how} ${executionId}\n`, { append: true });
    if (how === "stays" && Deno.env.get("TOUCH_STAYS") === "yes") await new Promise(() => {});
  },
});
