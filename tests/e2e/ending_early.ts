/** Ends like a dashboard that ends before Ink has the terminal. */
import process from "node:process";
import { begin } from "../../tui/terminal/guard.ts";

begin(true);
if (Deno.args[0] === "throws") throw new Error("Ink cannot be loaded");
process.exit(3);
