import type { Answer } from "../../server/http.ts";
import { tellRead } from "../../server/telling_reads.ts";
import type { App } from "../../app.ts";

const statsMs = { minutes: 3_600_000, hours: 7 * 24 * 3_600_000 } as const;

/** Reads the figures of the home screen. If the server has none, the screen counts the executions it knows. */
export async function readStats(app: App): Promise<void> {
  const client = await app.client();
  const answers: Answer<unknown>[] = [];
  const upcoming = async () => {
    const answer = await client.upcoming();
    answers.push(answer);
    if (answer.ok) app.dispatch({ type: "upcoming_read", upcoming: answer.value });
    else if (answer.failure.status === 404) {
      app.dispatch({ type: "upcoming_read", upcoming: "unknown" });
    }
  };
  const ends = (["minutes", "hours"] as const).map(async (of) => {
    const from = new Date(app.state.now - statsMs[of]).toISOString();
    const bucket = of === "minutes" ? "minute" : "hour";
    const answer = await client.stats({ time_range_start: from, bucket });
    answers.push(answer);
    if (answer.ok) app.dispatch({ type: "stats_read", of, stats: answer.value });
    else if (answer.failure.status === 404) {
      app.dispatch({ type: "stats_read", of, stats: "unknown" });
    }
  });
  await Promise.all([upcoming(), ...ends]);
  tellRead(app, "home", ...answers);
}
