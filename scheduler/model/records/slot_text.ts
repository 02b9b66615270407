import type { JobSnapshot } from "../job_snapshot.ts";

/** The JSON of a slot as far as its job, without its kind: the kind's place, the end and a bracket follow. */
export function textOfJob({ id, name, pubArgs }: JobSnapshot): string {
  return JSON.stringify([id, name, pubArgs]).slice(0, -1);
}

const encoder = new TextEncoder();
const isAscii = /^[\0-\x7f]*$/;

/** The bytes of a text in UTF-8. */
export function textSize(text: string): number {
  return isAscii.test(text) ? text.length : encoder.encode(text).byteLength;
}
