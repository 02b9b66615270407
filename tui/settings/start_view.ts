import { tabs } from "../keys/tabs.ts";
import type { StartView } from "../state/view.ts";

/** Reads `jobs state:failed`, `job NAME`, `run ID`. @returns the view, or what is wrong with the words. */
export function readStartView(
  [screen = "", ...words]: readonly string[],
): StartView | { readonly error: string } {
  const rest = words.map(quoted).join(" ");
  if (screen === "job" || screen === "run") {
    const named = words.join(" ");
    if (named === "") {
      return { error: `${screen} needs ${screen === "job" ? "a name or an id" : "an id"}` };
    }
    return screen === "job" ? { kind: "job", job: named } : { kind: "run", id: named };
  }
  const tab = tabs.find((it) => it.screen === screen)?.screen;
  if (tab !== undefined) return { kind: "tab", tab, filter: rest };
  return { error: `${screen} is no view; --help tells which there are` };
}

/** The shell has taken the quotes of a word with a blank: `job:"nightly backup"` arrives without them. */
function quoted(word: string): string {
  if (!/\s/.test(word) || word.includes('"')) return word;
  const [, field = "", value = ""] = /^(!?~?(?:[A-Za-z_]+:)?)(.*)$/s.exec(word) ?? [];
  return `${field}"${value}"`;
}
