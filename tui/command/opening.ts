/** Options of the dashboard that are words for the command too. */
const forCommand = /^(-h|--help|-V|--version|help)$/;

/** Whether a command line asks for the dashboard: it names it, or names no subcommand but only options of it. */
export function opensDashboard(args: readonly string[]): boolean {
  if (args[0] === "dashboard") return true;
  if (args.some((word) => forCommand.test(word))) return false;
  const values = ["--url", "--user", "--profile", "--lang"];
  return args.every((word, i) => word.startsWith("-") || values.includes(args[i - 1] ?? "")) &&
    !args.some((word) => /^(-o|--output|--json|--password|--token|--api-key)/.test(word));
}
