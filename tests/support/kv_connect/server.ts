/**
 * A KV Connect server in memory, as a process of its own that tests can freeze, slow down, and make lose answers. The
 * protocol: https://github.com/denoland/denokv/blob/main/proto/kv-connect.md
 */
import { message } from "./messages.ts";
import { type Check, type Mutation, type Range, Records, type Row } from "./records.ts";

/** What goes wrong from now on. Each number counts down to 0, besides the delays. */
export interface Faults {
  /** Milliseconds before a commit happens. */
  readonly commitDelayMs: number;
  /** Commits that happen, and whose answer is a 502: the client sends them again by itself. */
  readonly lostAnswers: number;
  /** Commits that happen, and whose answer breaks off: the client reports an error. */
  readonly brokenAnswers: number;
}

interface WireMutation {
  readonly key: Uint8Array;
  readonly value: { readonly data: Uint8Array; readonly encoding: number } | null;
  readonly mutationType: number;
  readonly expireAtMs: number;
}

const kinds: Readonly<Record<number, Mutation["kind"]>> = { 1: "set", 2: "delete", 3: "sum" };
const [readDone, writeDone, checkFailed] = [1, 1, 2];
/** As denokv has them, in proto/limits.rs. */
const limits = { ranges: 10, entries: 1000, checks: 10, mutations: 1000, valueBytes: 65_536 };
const pingMs = 5000;

const snapshotRead = message<{ ranges: Range[] }>("SnapshotRead");
const snapshotReadOutput = message("SnapshotReadOutput");
const atomicWrite = message<{ checks: Check[]; mutations: WireMutation[] }>("AtomicWrite");
const atomicWriteOutput = message("AtomicWriteOutput");
const watchOf = message<{ keys: { key: Uint8Array }[] }>("Watch");
const watchOutput = message("WatchOutput");

const records = new Records();
const watchers = new Set<() => void>();
let faults: Faults = { commitDelayMs: 0, lostAnswers: 0, brokenAnswers: 0 };

const calls: Readonly<Record<string, (body: Uint8Array) => Response | Promise<Response>>> = {
  "/": () => Response.json(metadata),
  "/v/snapshot_read": read,
  "/v/atomic_write": write,
  "/v/watch": watch,
  "/faults": (body) => {
    faults = { ...faults, ...JSON.parse(new TextDecoder().decode(body)) };
    return new Response();
  },
};

const metadata = {
  version: 3,
  databaseId: crypto.randomUUID(),
  endpoints: [{ url: "/v", consistency: "strong" }],
  token: "data",
  expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
};

function read(body: Uint8Array): Response {
  const { ranges } = snapshotRead.decode(body);
  const entries = ranges.reduce((sum, { limit }) => sum + limit, 0);
  mustFit("ranges", ranges.length);
  mustFit("entries", entries);
  const found = ranges.map((range) => ({ values: records.list(range) }));
  const status = { status: readDone, readIsStronglyConsistent: true };
  return answer(snapshotReadOutput.encode({ ...status, ranges: found }));
}

async function write(body: Uint8Array): Promise<Response> {
  const { checks, mutations } = atomicWrite.decode(body);
  mustFit("checks", checks.length);
  mustFit("mutations", mutations.length);
  if (faults.commitDelayMs > 0) await new Promise((done) => setTimeout(done, faults.commitDelayMs));
  const versionstamp = records.write(checks, mutations.map(mutationOf));
  if (versionstamp === undefined) return answer(atomicWriteOutput.encode({ status: checkFailed }));
  for (const tell of watchers) tell();
  if (faults.lostAnswers > 0) {
    faults = { ...faults, lostAnswers: faults.lostAnswers - 1 };
    return new Response("lost", { status: 502 });
  }
  if (faults.brokenAnswers > 0) {
    faults = { ...faults, brokenAnswers: faults.brokenAnswers - 1 };
    return new Response(new ReadableStream({ pull: (body) => body.error(new Error("broken")) }));
  }
  return answer(atomicWriteOutput.encode({ status: writeDone, versionstamp }));
}

function mutationOf({ key, value, mutationType, expireAtMs: expireAt }: WireMutation): Mutation {
  const kind = kinds[mutationType];
  if (kind === undefined) throw new Error(`mutation ${mutationType} is unknown here`);
  const { data = new Uint8Array(), encoding = 0 } = value ?? {};
  mustFit("valueBytes", data.length);
  return { key, kind, value: data, encoding, expireAt };
}

function watch(body: Uint8Array): Response {
  const { keys } = watchOf.decode(body);
  let told: (string | undefined)[] = [];
  let cancel = () => {};
  const start = (stream: ReadableStreamDefaultController<Uint8Array>) => {
    const tell = () => {
      const rows = keys.map(({ key }) => records.get(key));
      const changed = rows.map((row, i) => stampOf(row) !== told[i]);
      const isFirst = told.length === 0;
      if (!isFirst && !changed.includes(true)) return;
      told = rows.map(stampOf);
      const outputs = rows.map((row, i) => ({
        changed: isFirst || changed[i] === true,
        ...(row === undefined ? {} : { entryIfChanged: row }),
      }));
      stream.enqueue(framed(watchOutput.encode({ status: readDone, keys: outputs })));
    };
    watchers.add(tell);
    const ping = setInterval(() => stream.enqueue(framed(new Uint8Array())), pingMs);
    cancel = () => {
      watchers.delete(tell);
      clearInterval(ping);
    };
    tell();
  };
  return new Response(new ReadableStream({ start, cancel: () => cancel() }));
}

function stampOf(row: Row | undefined): string {
  return row?.versionstamp.toHex() ?? "";
}

/** With its length before it. */
function framed(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + bytes.length);
  new DataView(frame.buffer).setUint32(0, bytes.length, true);
  frame.set(bytes, 4);
  return frame;
}

function answer(bytes: Uint8Array<ArrayBuffer>): Response {
  return new Response(bytes, { headers: { "Content-Type": "application/x-protobuf" } });
}

function mustFit(what: keyof typeof limits, count: number): void {
  if (count > limits[what]) throw new Error(`${count} ${what} are more than ${limits[what]}`);
}

const onListen = ({ port }: Deno.NetAddr) => {
  Deno.stdout.writeSync(new TextEncoder().encode(`listens on http://127.0.0.1:${port}\n`));
};

Deno.serve(
  { port: Number(Deno.args[0] ?? 0), hostname: "127.0.0.1", onListen },
  async (request) => {
    const call = calls[new URL(request.url).pathname];
    if (call === undefined) return new Response("no such call", { status: 404 });
    try {
      return await call(await request.bytes());
    } catch (error) {
      return new Response(error instanceof Error ? error.message : String(error), { status: 400 });
    }
  },
);
