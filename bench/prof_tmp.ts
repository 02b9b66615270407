// wraps frame_process under profiler
import inspector from "node:inspector";
const s = new inspector.Session(); s.connect();
const post = (m: string, p = {}) => new Promise<any>((res, rej) => s.post(m as any, p, (e: any, r: any) => e ? rej(e) : res(r)));
await post("Profiler.enable"); await post("Profiler.setSamplingInterval", { interval: 200 });
await post("Profiler.start");
const exit = Deno.exit;
(Deno as any).exit = () => { throw new Error("done"); };
try { await import("/work/main/bench/tui/frame_process.ts"); } catch (e) { if ((e as Error).message !== "done") throw e; }
const { profile } = await post("Profiler.stop");
const self = new Map<string, number>(), total = profile.samples.length;
const byId = new Map(profile.nodes.map((n: any) => [n.id, n]));
const count = new Map<number, number>();
for (const id of profile.samples) count.set(id, (count.get(id) ?? 0) + 1);
for (const [id, c] of count) { const n: any = byId.get(id); const f = n.callFrame; const k = `${f.functionName || "(anon)"} ${f.url.split("/").slice(-3).join("/")}:${f.lineNumber+1}`; self.set(k, (self.get(k) ?? 0) + c); }
console.error(); for (const [k, c] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 45)) console.error((c / total * 100).toFixed(1) + "%", k);
// inclusive for tui files
const parent = new Map<number, number>(); for (const n of profile.nodes) for (const c of n.children ?? []) parent.set(c, n.id);
const incl = new Map<string, number>();
for (const [id, c] of count) { const seen = new Set<string>(); for (let i: number | undefined = id; i !== undefined; i = parent.get(i)) { const f = (byId.get(i) as any).callFrame; const k = `${f.functionName || "(anon)"} ${f.url.split("/").slice(-2).join("/")}:${f.lineNumber+1}`; if (!seen.has(k)) { seen.add(k); incl.set(k, (incl.get(k) ?? 0) + c); } } }
console.error("-- inclusive"); for (const [k, c] of [...incl].sort((a, b) => b[1] - a[1]).slice(0, 60)) console.error((c / total * 100).toFixed(1) + "%", k);
exit(0);
