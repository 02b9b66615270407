/**
 * Calls `act` for each thing, at most `atOnce` at a time.
 * @param signal no further thing is begun after it aborts; what was begun goes on to its end.
 * @returns the things that were not begun.
 */
export async function eachAtOnce<T>(
  things: readonly T[],
  atOnce: number,
  act: (thing: T) => Promise<void> | void,
  signal?: AbortSignal,
): Promise<readonly T[]> {
  const waiting = [...things];
  const work = async () => {
    while (waiting.length > 0 && !signal?.aborted) await act(waiting.shift() as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, things.length) }, work));
  return waiting;
}
