/** The dashboard, after a mark that tells when the process begins to run code of ours. */
import { begunMark } from "./begun_mark.ts";

Deno.stdout.writeSync(new TextEncoder().encode(begunMark));
await import("../../tui/main.ts");
