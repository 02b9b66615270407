/** A process that does not outlive this one, unless this one is killed by SIGKILL. */
export interface Child {
  /** Asks it to end, and waits until it has. */
  end(): Promise<void>;
}

/** Ends the process when this one ends by itself. `exitOnSignals()` makes a signal such an end. */
export function endWithUs(process: Deno.ChildProcess, signal: Deno.Signal): Child {
  const end = () => {
    try {
      process.kill(signal);
    } catch {
      // It has ended already.
    }
  };
  globalThis.addEventListener("unload", end);
  return {
    async end() {
      globalThis.removeEventListener("unload", end);
      end();
      await process.status;
    },
  };
}

export function exitOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => Deno.exit(1));
  }
}
