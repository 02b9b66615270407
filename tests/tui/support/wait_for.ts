import { strict as assert } from "node:assert";

/** Waits for something outside this process, such as a file or an editor. */
export async function waitFor(isTrue: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail("it never became true");
}
