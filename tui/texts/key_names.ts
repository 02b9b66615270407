import { type CommandId, keyOf, type KeyOverrides } from "../keys/key_table.ts";

// Private use characters: neither our texts nor cleaned texts of the server hold them.
const [begin, end] = ["\u{f0000}", "\u{f0001}"];
const marked = /\u{f0000}(\w+)\u{f0001}/gu;

/** A placeholder in a text for the key of a command, which the user may have changed. */
export function key(command: CommandId): string {
  return `${begin}${command}${end}`;
}

/** A copy of a catalogue with the keys in place of the placeholders, at every depth. */
export function withKeyNames<T>(texts: T, overrides: KeyOverrides): T {
  const named = (text: string) =>
    text.includes(begin)
      ? text.replace(marked, (_, command) => keyOf(command as CommandId, overrides))
      : text;
  const walk = (it: unknown): unknown => {
    if (typeof it === "string") return named(it);
    if (typeof it === "function") return (...args: unknown[]) => walk(it(...args));
    if (Array.isArray(it)) return it.map(walk);
    if (typeof it !== "object" || it === null) return it;
    return Object.fromEntries(Object.entries(it).map(([name, one]) => [name, walk(one)]));
  };
  return walk(texts) as T;
}
