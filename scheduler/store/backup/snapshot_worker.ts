/// <reference lib="deno.worker" />
import { type GivenHeader, snapshotParts } from "./parts.ts";

/** Starts a backup, or asks for its next part. */
export type Asked = { readonly path: string; readonly header: GivenHeader } | "next";

/** A part of the backup; `undefined` behind the last one; the text of an error. */
export type Answered = { readonly part: Uint8Array | undefined } | { readonly failed: string };

let parts: Iterator<Uint8Array> | undefined;

/** The worker of `snapshot_thread.ts`: one answer for each message. */
self.onmessage = ({ data: asked }: MessageEvent<Asked>) => {
  try {
    if (asked !== "next") parts = snapshotParts(asked.path, asked.header);
    const next = parts?.next();
    const part = next === undefined || next.done ? undefined : next.value;
    tell({ part });
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) });
  }
};

function tell(answer: Answered): void {
  self.postMessage(answer);
}
