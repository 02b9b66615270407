/**
 * What clients of the original API write in another way than the schemas say. Only what has one clear meaning
 * is read; anything else goes on as it is, and the schema refuses it.
 */

/** A whole number as text, such as `"1"`. `"1.0"` is none: an id is never read by its value alone. */
export function asNumber(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const text = value.trim();
  return /^[-+]?\d{1,30}$/.test(text) ? Number(text) : value;
}

/** A boolean as 0 or 1, as a database without booleans answers it, or as text of either form. */
export function asYesOrNo(value: unknown): unknown {
  const text = typeof value === "string" ? value.trim().toLowerCase() : value;
  if (text === 1 || text === "1" || text === "true") return true;
  if (text === 0 || text === "0" || text === "false") return false;
  return value;
}
