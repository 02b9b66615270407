/** What a process has used since its start. */
export interface ProcessUse {
  /** CPU time of all its threads, in seconds. */
  readonly cpuSeconds: number;
  /** What it gave to the storage to write. */
  readonly writtenBytes: number;
}

/** Reads what a process has used. Linux only. @param pid by default this process. */
export function processUse(pid: number | "self" = "self"): ProcessUse {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const [, , ...fields] = stat.replace(/\(.*\)/, "x").split(" ");
  const io = Deno.readTextFileSync(`/proc/${pid}/io`);
  return {
    // Behind the name and the state: utime and stime, in ticks of 10 ms.
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
    writtenBytes: Number(/^write_bytes: (\d+)/m.exec(io)?.[1]),
  };
}
