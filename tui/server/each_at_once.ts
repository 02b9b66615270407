/** Calls `act` for each thing, at most `atOnce` at a time. */
export async function eachAtOnce<T>(
  things: readonly T[],
  atOnce: number,
  act: (thing: T) => Promise<void> | void,
): Promise<void> {
  const waiting = [...things];
  const work = async () => {
    while (waiting.length > 0) await act(waiting.shift() as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, things.length) }, work));
}
