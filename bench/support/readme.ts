const readme = new URL("../README.md", import.meta.url);

/** Writes a part of bench/README.md anew: what stands between `<!-- name -->` and `<!-- /name -->`. */
export async function replacePart(name: string, text: string): Promise<void> {
  const before = await Deno.readTextFile(readme);
  const part = new RegExp(`<!-- ${name} -->[^]*<!-- /${name} -->`);
  if (!part.test(before)) throw new Error(`README.md has no part ${name}`);
  const after = before.replace(part, () => `<!-- ${name} -->\n\n${text}\n\n<!-- /${name} -->`);
  await Deno.writeTextFile(readme, after);
}
