/** Floods of output, one for each class that starts programs, and how much memory each takes. */
import { aContext } from "../scheduler/job_classes/support.ts";
import { classes, run } from "./program_support.ts";

const bytes = 2 ** 27;
const floods = ["yes", "cat /dev/zero", `yes ${"é".repeat(500)}`];
const taken = [];
for (const [i, [job, args]] of classes.entries()) {
  const before = Deno.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => most = Math.max(most, Deno.memoryUsage().rss), 20);
  const flood = `${floods[i % floods.length]} | head -c ${bytes}`;
  await run(job, args(flood), aContext());
  clearInterval(timer);
  taken.push({ name: job.name, bytes, grown: most - before });
}
// deno-lint-ignore no-console -- the figures are what it is run for
console.log(JSON.stringify(taken));
