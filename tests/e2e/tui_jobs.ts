/** What the jobs of tui_test.ts do, so that it sees them run, speak and be stopped. */
import { defineJobClass, z } from "carillon";

export const tell = defineJobClass({
  name: "story.Tell",
  notes: "Says a line three times a second: so many, or until it is stopped.",
  args: z.tuple([
    z.int().min(0).meta({ title: "lines", description: "How many; 0 for no end." }),
  ]),
  example: [3],
  async run([lines], { log, signal }) {
    for (let said = 1; lines === 0 || said <= lines; said++) {
      log.info(`line ${said} of ${lines || "many"}`);
      if (said === lines) break;
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, 300);
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(signal.reason);
        }, { once: true });
      });
    }
    return { lines };
  },
});
