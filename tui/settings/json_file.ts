/** A file that does not exist reads as an empty object. */
export function readJson(path: string): { file: Record<string, unknown> } | { broken: string } {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? { file: {} } : { broken: String(error) };
  }
  try {
    const value = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? { file: value } : { broken: "not a JSON object" };
  } catch (error) {
    return { broken: error instanceof Error ? error.message : String(error) };
  }
}

/** Writes the whole file or nothing. @returns whether it was written: without it the dashboard goes on. */
export async function writeJson(path: string, value: unknown, mode: number): Promise<boolean> {
  try {
    const folder = path.slice(0, path.lastIndexOf("/"));
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    // Settings are often a link into another folder. The link stays a link.
    const target = await Deno.realPath(path).catch(() => path);
    const draft = `${target}.${Deno.pid}.new`;
    // The mode is set before the file has content.
    await Deno.writeTextFile(draft, "", { mode });
    await Deno.chmod(draft, mode);
    await Deno.writeTextFile(draft, `${JSON.stringify(value, null, 2)}\n`);
    await Deno.rename(draft, target);
    return true;
  } catch {
    // A read-only home: the next start asks again.
    return false;
  }
}

/** The entries of an object; none of any other value. */
export function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
