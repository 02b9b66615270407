import { strict as assert } from "node:assert";

/** Waits for something outside this process, such as a file or an editor: a minute at most. */
export async function waitFor(isTrue: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  while (!await isTrue()) {
    if (performance.now() > giveUpAt) assert.fail("it never became true");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
