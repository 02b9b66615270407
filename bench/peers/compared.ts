import type { Figure } from "../support/figures.ts";
import type { Peer, Rate } from "./peers.ts";

/** A row of the table. */
export interface Engine extends Rate {
  readonly name: string;
  /** Absent for the peers. */
  readonly writtenPerExecution?: number;
}

/** The ways in which Carillon ran. */
export interface CarillonRates {
  readonly warm: Engine;
  readonly cold: Engine;
  /** With 10 checks in a commit, as on a `denokv` server. */
  readonly tenChecks: Engine;
}

const mostCpu = 0.1;
const mostWritten = 3 * 1024;
/** The share of a goal that the first minute after a start must reach, and a store with 10 checks. */
const least = 0.5;

/** One row for each engine. */
export function engineTable(engines: readonly Engine[], warm: Engine): string {
  const rows = engines.map(({ name, perSecond, cpuPer1000, writtenPerExecution }) => [
    name,
    Math.round(perSecond).toLocaleString("en-US"),
    cpuPer1000.toFixed(3),
    writtenPerExecution === undefined ? "" : (writtenPerExecution / 1024).toFixed(2),
    (warm.perSecond / perSecond).toFixed(2),
  ]);
  const head = [
    "engine",
    "executions/s",
    "CPU s per 1,000",
    "KiB written",
    "Carillon, warm, to it",
  ];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** What Carillon must reach, against the peers of the same run. */
export function goalFigures(
  { warm, cold, tenChecks }: CarillonRates,
  peers: readonly { readonly peer: Peer; readonly rate: Rate }[],
): Figure[] {
  return [
    ...peers.flatMap(({ peer: { name, goal }, rate: { perSecond } }) =>
      goal === undefined ? [] : [
        against(warm, { name, perSecond }, goal),
        against(cold, { name, perSecond }, goal * least),
        against(tenChecks, { name, perSecond }, goal * least),
      ]
    ),
    ...peers.flatMap(({ peer: { name, stretch }, rate: { perSecond } }) =>
      stretch === undefined ? [] : [against(warm, { name, perSecond }, stretch, "stretch: ")]
    ),
    atMost(`${warm.name}: CPU of 1,000 executions`, warm.cpuPer1000, mostCpu, "s"),
    atMost(
      `${warm.name}: written for an execution`,
      (warm.writtenPerExecution ?? Number.NaN) / 1024,
      mostWritten / 1024,
      "KiB",
    ),
  ];
}

function against(
  carillon: Engine,
  peer: Pick<Engine, "name" | "perSecond">,
  goal: number,
  prefix = "",
): Figure {
  const ratio = carillon.perSecond / peer.perSecond;
  return {
    name: `${prefix}${carillon.name}`,
    value: carillon.perSecond,
    unit: "executions/s",
    better: "more",
    ratio,
    reference: peer.name,
    goal: `>= ${goal}`,
    isMet: ratio >= goal,
  };
}

function atMost(name: string, value: number, most: number, unit: string): Figure {
  return { name, value, unit, better: "less", goal: `<= ${most} ${unit}`, isMet: value <= most };
}
