/** One number of a run, with what it is measured against. */
export interface Figure {
  /** The comparison finds the figure by its name, so the name stays the same from run to run. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly better: "more" | "less";
  /**
   * The value divided by that of a reference from the same run, so that runs on other machines and at other times
   * compare. `bench:compare` compares ratios. Absent where a figure only informs.
   */
  readonly ratio?: number;
  /** What the ratio is to, in words. */
  readonly reference?: string;
  /** The goal in words. `isMet` says whether the value reaches it. */
  readonly goal?: string;
  readonly isMet?: boolean;
}

/** A figure in table.json. A later run of the same name replaces all figures of the run. */
export interface SavedFigure extends Figure {
  readonly run: string;
}

/** What a file of this folder exports as its default. */
export type Bench = (options: BenchOptions) => Promise<Figure[]>;

export interface BenchOptions {
  /** Also what takes minutes: a million records. */
  readonly isFull: boolean;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The smallest value that is not below this share of all. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * percent / 100) - 1)] ?? Number.NaN;
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${rounded(figure.value)} ${figure.unit}`,
    figure.ratio === undefined ? "" : `${figure.ratio.toFixed(2)} x ${figure.reference ?? ""}`,
    figure.goal ?? "",
    figure.isMet === undefined ? "" : figure.isMet ? "yes" : "no",
  ]);
  const head = ["what", "figure", "ratio", "goal", "reached"];
  const widths = head.map((text, i) =>
    Math.max(text.length, ...rows.map((row) => (row[i] ?? "").length))
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function rounded(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 3);
}

/** This folder speaks to a person at a terminal; the service's logger is not for it. */
export function tell(text: string): void {
  // deno-lint-ignore no-console -- see above
  console.log(text);
}

/** For what takes minutes. bench/run.ts reads the figures from the standard output. */
export function progress(text: string): void {
  // deno-lint-ignore no-console -- as tell()
  console.error(text);
}
