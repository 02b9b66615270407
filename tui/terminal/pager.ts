interface Env {
  get(name: string): string | undefined;
}

export function pagerOf(env: Env): string {
  return env.get("PAGER") || "less";
}

export function editorOf(env: Env): string {
  return env.get("VISUAL") || env.get("EDITOR") || "vi";
}

/**
 * Shows a text in another program, which gets the whole terminal until it ends.
 * @param program its command, which may hold options.
 * @param suspended hands the terminal to the program.
 * @returns what went wrong; `undefined`: nothing did.
 */
export async function openText(
  program: string,
  text: string,
  suspended: (act: () => Promise<void>) => Promise<void>,
): Promise<string | undefined> {
  let problem: string | undefined;
  let file: string | undefined;
  try {
    // Deno creates it with mode 0600. It is removed when the program ends.
    file = await Deno.makeTempFile({ prefix: "carillon-", suffix: ".txt" });
    await Deno.writeTextFile(file, text);
    const path = file;
    await suspended(async () => {
      // Through the shell, as in other programs, because the command may hold options.
      const command = new Deno.Command("sh", {
        args: ["-c", `${program} "$1"`, "sh", path],
        stdin: "inherit",
        stdout: "inherit",
        stderr: "inherit",
      });
      const { code } = await command.spawn().status;
      if (code === 126 || code === 127) problem = `${program}: not found`;
    });
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  } finally {
    if (file !== undefined) await Deno.remove(file).catch(() => {});
  }
  return problem;
}
