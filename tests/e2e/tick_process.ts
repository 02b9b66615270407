/** One of several processes that tick at the same moment; started by several_processes_test.ts. */
import { openDatabase } from "../../scheduler/store/kv/database.ts";
import { fireDue } from "../../scheduler/store/firing/fire.ts";

const [path = "", ...moments] = Deno.args;
const db = await openDatabase(path);
const encoder = new TextEncoder();
const commands = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();

for (const moment of moments) {
  Deno.stdout.writeSync(encoder.encode("ready\n"));
  await commands.read();
  const fired = await fireDue(db, Number(moment));
  Deno.stdout.writeSync(encoder.encode(`fired ${fired}\n`));
}
db.close();
