/** The command `carillon`: the dashboard, or one of the subcommands. */
import process from "node:process";
import { main } from "./command/main.ts";
import { processIo } from "./command/process_io.ts";
import { opensDashboard } from "./command/opening.ts";

// `deno task carillon -- jobs list` passes the dashes on.
const args = Deno.args[0] === "--" ? Deno.args.slice(1) : Deno.args;
if (opensDashboard(args)) await import("./main.ts");
else process.exit(await main(args, processIo));
