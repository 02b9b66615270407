/**
 * Shows a text in $PAGER.
 * @param suspended hands the terminal to the pager until it ends.
 * @returns what went wrong; `undefined`: nothing did.
 */
export async function page(
  text: string,
  suspended: (act: () => Promise<void>) => Promise<void>,
): Promise<string | undefined> {
  const pager = Deno.env.get("PAGER") || "less";
  let problem: string | undefined;
  let file: string | undefined;
  try {
    // Deno creates it with mode 0600. It is removed when the pager ends.
    file = await Deno.makeTempFile({ prefix: "carillon-", suffix: ".txt" });
    await Deno.writeTextFile(file, text);
    const path = file;
    await suspended(async () => {
      // Through the shell: $PAGER may hold options.
      const command = new Deno.Command("sh", { args: ["-c", `${pager} "$1"`, "sh", path] });
      const { code } = await command.spawn().status;
      if (code === 127) problem = `${pager}: not found`;
    });
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  } finally {
    if (file !== undefined) await Deno.remove(file).catch(() => {});
  }
  return problem;
}
