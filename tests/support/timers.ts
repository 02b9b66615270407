/** The timers that are set from now on. */
export function lookedAt(): Disposable & { areGone(): Promise<void> } {
  const { setInterval, clearInterval, setTimeout, clearTimeout } = globalThis;
  const running = new Set<unknown>();
  const clear = (id: unknown) => void running.delete(id);
  Object.assign(globalThis, {
    setInterval: (...given: Parameters<typeof setInterval>) => {
      const id = setInterval(...given);
      running.add(id);
      return id;
    },
    setTimeout: (act: () => void, ...given: [number]) => {
      const id = setTimeout(() => {
        clear(id);
        act();
      }, ...given);
      running.add(id);
      return id;
    },
    clearInterval: (id: number) => {
      clear(id);
      clearInterval(id);
    },
    clearTimeout: (id: number) => {
      clear(id);
      clearTimeout(id);
    },
  });
  return {
    /** Timers that end by themselves get some turns of the event loop to do so. */
    async areGone() {
      for (let i = 0; running.size > 0; i++) {
        if (i > 200) throw new Error(`${running.size} timers are left`);
        await new Promise((done) => setTimeout(done, 1));
      }
    },
    [Symbol.dispose]: () =>
      void Object.assign(globalThis, { setInterval, clearInterval, setTimeout, clearTimeout }),
  };
}
