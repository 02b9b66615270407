import { tellRead } from "../../server/telling_reads.ts";
import type { App } from "../../app.ts";
import { OfConnection } from "../../server/of_connection.ts";
import type { AgendaMinute } from "./state.ts";
import { chosenMinute, minuteMs, minuteOf, nextMs, pastMs } from "./timeline.ts";

const pageSize = 1000;
/** The most jobs that the server names for a minute. */
const mostNames = 500;

/** Reads the time line: the fires to come, how executions ended, and what never started. */
export async function readAgenda(app: App): Promise<void> {
  const client = await app.client();
  const present = minuteOf(app.state.now);
  const from = iso(present - pastMs);
  const [upcoming, pastClosed, past, notStarted] = await Promise.all([
    client.upcoming({ from: iso(present), to: iso(present + nextMs) }),
    client.upcoming({ from, to: iso(present), only: "closed" }),
    client.stats({ time_range_start: from, bucket: "minute" }),
    client.executions({
      state: "scheduled_error",
      time_range_start: from,
      limit: pageSize,
    }),
  ]);
  const isAnswered = tellRead(app, "agenda", upcoming, pastClosed, past, notStarted);
  app.dispatch({
    type: "agenda_read",
    ...(upcoming.ok
      ? { upcoming: upcoming.value }
      : upcoming.failure.status === 404
      ? { upcoming: "unknown" }
      : {}),
    ...(pastClosed.ok ? { pastClosed: pastClosed.value.closed ?? [] } : {}),
    ...(past.ok ? { past: past.value } : past.failure.status === 404 ? { past: "unknown" } : {}),
    ...(notStarted.ok
      ? {
        notStarted: {
          executions: notStarted.value.executions,
          isCut: notStarted.value.next_cursor !== undefined,
        },
      }
      : {}),
  });
  if (!upcoming.ok && upcoming.failure.status !== 404) {
    const { status, error } = upcoming.failure;
    app.dispatch({ type: "agenda_failed", problem: { status, error } });
  }
  if (isAnswered) await readMinute(app, true);
}

/** The minute that is being read, so that keys in quick succession do not ask for each minute on the way. */
const reading = new OfConnection<number>();

/** Reads what fires in the chosen minute, or what was due in it. */
export async function readMinute(app: App, isAgain = false): Promise<void> {
  if (reading.get(app) !== undefined) return;
  let at = chosenMinute(app.state);
  if (app.state.agenda.minute?.at === at && !isAgain) return;
  try {
    for (;;) {
      reading.set(app, at);
      const minute = at < minuteOf(app.state.now)
        ? await pastMinute(app, at)
        : await comingMinute(app, at);
      if (minute !== undefined) app.dispatch({ type: "agenda_minute_read", minute });
      const next = chosenMinute(app.state);
      if (next === at) return;
      at = next;
    }
  } finally {
    reading.delete(app);
  }
}

async function comingMinute(app: App, at: number): Promise<AgendaMinute | undefined> {
  const answer = await (await app.client()).upcoming({
    from: iso(at),
    to: iso(at + minuteMs),
    names: mostNames,
  });
  tellRead(app, "agenda", answer);
  if (!answer.ok) {
    const { status, error } = answer.failure;
    app.dispatch({ type: "agenda_failed", problem: { status, error } });
    return undefined;
  }
  const { minutes: [minute], fires } = answer.value;
  const rows = (minute?.jobs ?? []).map(({ job_id, name }) =>
    ({ kind: "fire", id: job_id, jobId: job_id, name }) as const
  );
  return { at, rows, count: fires };
}

async function pastMinute(app: App, at: number): Promise<AgendaMinute | undefined> {
  const answer = await (await app.client()).executions({
    time_range_start: iso(at),
    time_range_end: iso(at + minuteMs - 1),
    limit: pageSize,
  });
  tellRead(app, "agenda", answer);
  if (!answer.ok) return undefined;
  const rows = answer.value.executions.map((execution) =>
    ({ kind: "execution", id: execution.execution_id, execution }) as const
  );
  const isCut = answer.value.next_cursor !== undefined;
  return { at, rows, count: rows.length, ...(isCut ? { isCut } : {}) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
