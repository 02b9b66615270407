/** Asks a server as fast as it answers, over connections that stay open; a process of its own. */

interface Load {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Each connection sends one of them, again and again. */
  readonly requests: readonly string[];
}

const { port, connections, seconds, requests } = JSON.parse(Deno.args[0] ?? "{}") as Load;
const decoder = new TextDecoder("latin1");
const until = performance.now() + seconds * 1000;
const times: number[] = [];
const statuses: Record<string, number> = {};

await Promise.all(Array.from({ length: connections }, (_, i) => ask(i)));
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
// deno-lint-ignore no-console -- what its parent reads
console.log(JSON.stringify({
  rate: times.length / seconds,
  p50: at(0.5),
  p99: at(0.99),
  statuses,
}));

async function ask(i: number): Promise<void> {
  const bytes = new TextEncoder().encode(requests[i % requests.length]);
  const connection = await Deno.connect({ port, hostname: "127.0.0.1" });
  connection.setNoDelay(true);
  const buffer = new Uint8Array(512 * 1024);
  while (performance.now() < until) {
    const startedAt = performance.now();
    await connection.write(bytes);
    const status = await readAnswer(connection, buffer);
    times.push(performance.now() - startedAt);
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  connection.close();
}

/** @returns its status. All servers here tell the length of what they send. */
async function readAnswer(connection: Deno.Conn, buffer: Uint8Array): Promise<string> {
  let have = 0;
  let whole = Infinity;
  let status = "";
  while (have < whole) {
    const read = await connection.read(buffer.subarray(have));
    if (read === null) throw new Error("the server closed the connection");
    have += read;
    if (whole !== Infinity) continue;
    const head = decoder.decode(buffer.subarray(0, Math.min(have, 4096)));
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) throw new Error(`an answer without a length: ${head}`);
    whole = end + 4 + Number(length);
    status = head.slice(9, 12);
  }
  return status;
}
