import type { Body } from "./form_kind.ts";

/** The same request sent again, after an answer that never came, makes nothing twice. */
const sentOnce = new Map<string, string>();

/** @returns the idempotency key for saving this body: the same as long as both stay the same. */
export function onceFor(key: string, body: Body): string {
  const what = `${key} ${JSON.stringify(body)}`;
  const once = sentOnce.get(what) ?? crypto.randomUUID();
  sentOnce.clear();
  sentOnce.set(what, once);
  return once;
}

/** A body may hold a password: it is kept no longer than the form. */
export function forgetSent(): void {
  sentOnce.clear();
}
