/**
 * Gives 10,000 due jobs to Carillon's started server and to the queues that it is compared with, and shows one table:
 *
 *   deno task bench:peers [--save] [warm minutes, 3 by default]
 */
import { exitOnSignals } from "../support/child_processes.ts";
import { type DueMinute, dueMinutes } from "../support/due_minutes.ts";
import { median, table, tell } from "../support/figures.ts";
import { replacePart } from "../support/readme.ts";
import { type CarillonRates, type Engine, engineTable, goalFigures } from "./compared.ts";
import { startPostgres, startRedis } from "./databases.ts";
import { installPeers } from "./installed.ts";
import { type Peer, peers, type Rate, runPeer } from "./peers.ts";

const jobs = 10_000;
const minutes = 1 + Number(Deno.args.find((arg) => /^[1-9]\d?$/.test(arg)) ?? 3);
const tenChecks = new URL("../support/ten_checks_main.ts", import.meta.url);

exitOnSignals();
await using postgres = await startPostgres();
await using redis = await startRedis();
const servers = { PostgreSQL: postgres, Redis: redis };
for (const [name, server] of Object.entries(servers)) {
  if (server === undefined) tell(`${name} is not installed: the peers that need it are left out`);
}
const installed = await installPeers();
const rates = new Map<Peer, Rate[]>();

// The machine is not the same from minute to minute: the peers run before, between and after.
await runPeers();
const usual = await dueMinutes({ jobs, minutes, tell });
await runPeers();
tell("with 10 checks in a commit:");
const limited = await dueMinutes({ jobs, minutes, tell, entry: tenChecks });
await runPeers();

const carillon: CarillonRates = {
  warm: carillonEngine("Carillon, warm", usual.slice(1)),
  cold: carillonEngine("Carillon, cold", usual.slice(0, 1)),
  tenChecks: carillonEngine("Carillon, 10 checks, warm", limited.slice(1)),
};
const tenChecksCold = carillonEngine("Carillon, 10 checks, cold", limited.slice(0, 1));
const compared = [...rates].map(([peer, of]) => ({ peer, rate: middle(of) }));
const { warm, cold } = carillon;
const engines = [warm, cold, carillon.tenChecks, tenChecksCold];
const others = compared.map(({ peer: { name }, rate }): Engine => ({ name, ...rate }));
const text = `${engineTable([...engines, ...others], warm)}\n\n${
  table(goalFigures(carillon, compared))
}`;
tell(`\n${text}`);
if (Deno.args.includes("--save")) await replacePart("peers", text);

async function runPeers(): Promise<void> {
  for (const peer of peers) {
    const server = servers[peer.database];
    if (server === undefined) continue;
    const rate = await runPeer(peer, { installed, server, jobs });
    rates.set(peer, [...rates.get(peer) ?? [], rate]);
    tell(`${peer.name}: ${Math.round(rate.perSecond)}/s, CPU ${rate.cpuPer1000.toFixed(3)} s`);
  }
}

function carillonEngine(name: string, minutes: readonly DueMinute[]): Engine {
  const writtenPerExecution = median(minutes.map((one) => one.writtenPerExecution));
  return { name, ...middle(minutes), writtenPerExecution };
}

function middle(of: readonly Rate[]): Rate {
  return {
    perSecond: median(of.map(({ perSecond }) => perSecond)),
    cpuPer1000: median(of.map(({ cpuPer1000 }) => cpuPer1000)),
  };
}
