import type { Body } from "./form_kind.ts";

/** A request that is sent again because its answer was lost must not make a second record. */
const sentOnce = new Map<string, string>();

/** @returns the idempotency key for this form and body: the same key for the same body. */
export function onceFor(key: string, body: Body): string {
  const what = `${key} ${JSON.stringify(body)}`;
  const once = sentOnce.get(what) ?? crypto.randomUUID();
  sentOnce.clear();
  sentOnce.set(what, once);
  return once;
}

/** A body may hold a password, so it is kept only while the form is open. */
export function forgetSent(): void {
  sentOnce.clear();
}
