import { z } from "zod";
import type { DatabaseServer } from "./databases.ts";
import { type Installed, run } from "./installed.ts";

/** A queue that Carillon is compared with, in one way of using it. */
export interface Peer {
  readonly name: string;
  readonly program: "pg_boss" | "graphile_worker" | "bullmq";
  readonly database: "PostgreSQL" | "Redis";
  /** Each run writes the next one of its job, as a cron job needs it. Otherwise each job runs once. */
  readonly isRecurring: boolean;
  /** Runs at once of one worker, where the program leaves it open. */
  readonly atOnce?: number;
  /** What Carillon must reach, as a multiple of the peer's rate. */
  readonly goal?: number;
  /** What Carillon shall reach later. */
  readonly stretch?: number;
}

const pgBoss = { program: "pg_boss", database: "PostgreSQL" } as const;
const graphile = { program: "graphile_worker", database: "PostgreSQL" } as const;
const bullmq = { program: "bullmq", database: "Redis" } as const;
const recurring = { isRecurring: true };
const oneShot = { isRecurring: false, stretch: 1 };

export const peers: readonly Peer[] = [
  { name: "pg-boss 12 work(), recurring", ...pgBoss, ...recurring, goal: 1, stretch: 1.2 },
  {
    name: "graphile-worker 0.18, history, recurring",
    ...graphile,
    ...recurring,
    atOnce: 24,
    goal: 1.5,
  },
  {
    name: "graphile-worker 0.18, history, 500 at once, recurring",
    ...graphile,
    ...recurring,
    atOnce: 500,
    stretch: 1,
  },
  { name: "BullMQ 6.7, AOF, recurring", ...bullmq, ...recurring, goal: 3 },
  { name: "pg-boss 12 work(), one-shot", ...pgBoss, ...oneShot },
  { name: "graphile-worker 0.18, one-shot", ...graphile, ...oneShot, atOnce: 24 },
  { name: "BullMQ 6.7, AOF, one-shot", ...bullmq, ...oneShot },
];

/** What one run of an engine came to. */
export interface Rate {
  readonly perSecond: number;
  /** Seconds of the worker and of the database for 1,000 executions. */
  readonly cpuPer1000: number;
}

const Report = z.object({
  seconds: z.number(),
  workerCpuSeconds: z.number(),
  databaseCpuSeconds: z.number(),
});

/** Runs jobs that are due at once, from the worker's start to the last recorded end. */
export async function runPeer(
  { program, isRecurring, atOnce }: Peer,
  { installed, server, jobs }: {
    readonly installed: Installed;
    readonly server: DatabaseServer;
    readonly jobs: number;
  },
): Promise<Rate> {
  const asked = { port: server.port, serverPid: server.pid, jobs, isRecurring, atOnce };
  const args = [`${installed.folder}/${program}.js`, JSON.stringify(asked)];
  const lines = (await run(installed.node, args, installed.folder)).split("\n");
  const { seconds, workerCpuSeconds, databaseCpuSeconds } = Report.parse(
    JSON.parse(lines.at(-1) ?? ""),
  );
  return {
    perSecond: jobs / seconds,
    cpuPer1000: (workerCpuSeconds + databaseCpuSeconds) / jobs * 1000,
  };
}
