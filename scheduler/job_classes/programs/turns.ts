/** Bounded work for each turn of the event loop, so that the server's other work goes on. */

/** So many bytes of text are made into lines in one turn. */
export const bytesPerTurn = 16 * 1024;

/** Gives everything else a turn. */
export function nextTurn(pauseMs = 0): Promise<void> {
  return new Promise((done) => setTimeout(done, pauseMs));
}

export function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += bytesPerTurn) {
    yield bytes.subarray(from, from + bytesPerTurn);
  }
}
