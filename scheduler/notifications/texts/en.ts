import { inUnits, type Texts } from "./texts.ts";

const opened: Readonly<Record<string, string>> = {
  failed: "failed",
  missed: "did not run",
  late: "starts late",
  long: "runs for too long",
  overdue: "is overdue",
  unsent: "does not get its messages through",
};

const happened: Readonly<Record<string, readonly [one: string, many: string]>> = {
  failed: ["run failed", "runs failed"],
  missed: ["fire was missed", "fires were missed"],
  late: ["run was late", "runs were late"],
  long: ["run took too long", "runs took too long"],
};

const closers: Readonly<Record<string, string>> = {
  deletion: "it was deleted",
  rules: "its rules changed",
};

export const en: Texts = {
  opened: (cause, name) => `${name} ${opened[cause] ?? cause}`,
  stillOpen: (subject) => `Still open: ${subject}`,
  recovered: (name, after) => `${name} recovered ${after}`,
  closed: (name, by, after) => `${name}: alarm closed ${after} (${closers[by] ?? `by ${by}`})`,
  after: (lasted, cause, count) => {
    const [one, many] = happened[cause] ?? [];
    return `after ${lasted}${one === undefined ? "" : `, ${count} ${count === 1 ? one : many}`}`;
  },
  test: (channel) => `Test of the channel ${channel}`,
  testBody: "An admin sent this message to see whether the channel works. There is nothing to do.",
  many: (count) => `${count} alarm notices`,
  labels: {
    job: "Job",
    monitor: "Monitor",
    channel: "Channel",
    fireTime: "Fire time",
    why: "Why",
    since: "Since",
    count: "How often",
    output: (lines) =>
      lines === 1 ? "The last line of output:" : `The last ${lines} lines of output:`,
    link: "Look at it",
    terminal: "In the dashboard",
  },
  times: (count) => count === 1 ? "once" : `${count} times`,
  duration: (parts) => inUnits(parts, ["d", "h", "min", "s"]),
};
