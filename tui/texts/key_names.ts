import { type CommandId, keyOf, type KeyOverrides } from "../commands/key_table.ts";

// Private use: neither a text of ours nor a cleaned one of the server's holds them.
const [begin, end] = ["\u{f0000}", "\u{f0001}"];
const marked = /\u{f0000}(\w+)\u{f0001}/gu;

/** In a text: the key of a command, whichever the user gave it. */
export function key(command: CommandId): string {
  return `${begin}${command}${end}`;
}

/** A catalogue with the keys in it: texts and what makes texts, however deep. */
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
