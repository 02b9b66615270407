import type { App } from "../app.ts";
import { readJobStats } from "./job_figures.ts";
import { OfConnection } from "./of_connection.ts";

const restMs = 250;

interface Waiting {
  readonly jobId: string;
  cancel(): void;
}

const waiting = new OfConnection<Waiting>();

/**
 * Called after each frame: reads the figures of the job that the user looks at, unless they are up to date. One read
 * runs at a time. A read that failed is tried again for another job only.
 */
export function keepUpFigures(app: App, jobId: string | undefined): void {
  const before = waiting.get(app);
  if (before !== undefined && before.jobId === jobId) return;
  before?.cancel();
  waiting.delete(app);
  if (jobId === undefined || isUpToDate(app, jobId)) return;
  const cancel = app.clock.after(restMs, () => {
    if (waiting.get(app) !== mine) return;
    void readJobStats(app, jobId).then((isRead) => {
      if (isRead && waiting.get(app) === mine) waiting.delete(app);
    });
  });
  const mine = { jobId, cancel };
  waiting.set(app, mine);
}

function isUpToDate({ state }: App, jobId: string): boolean {
  const facts = state.facts.get(jobId);
  return facts?.stats !== undefined && facts.isStatsOld !== true;
}
