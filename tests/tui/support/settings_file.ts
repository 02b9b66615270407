import { fileMemory } from "../../../tui/settings/memory.ts";
import { placesOf } from "../../../tui/settings/places.ts";

export function env(values: Record<string, string>) {
  return { get: (name: string) => values[name] };
}

/** A settings file with this text, in a folder of its own. */
export async function withFile(text: string) {
  const root = await Deno.makeTempDir();
  const places = placesOf(env({ XDG_CONFIG_HOME: root, XDG_STATE_HOME: root }));
  await Deno.mkdir(`${root}/carillon`);
  await Deno.writeTextFile(places.settings, text);
  const remove = () => Deno.remove(root, { recursive: true });
  return { places, memory: fileMemory(places), [Symbol.asyncDispose]: remove };
}
