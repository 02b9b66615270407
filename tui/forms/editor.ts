import type { App } from "../app.ts";
import { toast } from "../commands/toasts.ts";
import { type Present, present } from "./present.ts";
import type { Body, FormKind } from "./form_kind.ts";

/** Characters that an editor should not draw. JSON writes them as escapes. */
const unseen = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** The form as a text for the editor: its present parts, with a comment on how the text is read. */
export function formText(app: App, at: Present): string {
  const { t } = app;
  const body = at.kind.bodyOf(at.kind.read(at.context).parts);
  const said = Object.entries(body).filter(([name]) => at.kind.bodyFields.includes(name));
  const json = JSON.stringify(Object.fromEntries(said), null, 2)
    .replace(unseen, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const title = at.kind.title(at.view, at.context);
  return `// ${t.form.textHead(title)}\n// ${t.form.textKeep}\n${json}\n`;
}

/** @returns the fields that the text names, or why it cannot be read. */
export function readFormText(
  app: App,
  at: Pick<Present, "kind">,
  text: string,
): { body: Body } | { reason: string } {
  const lines = text.split(/\r?\n/).map((line) => /^\s*\/\//.test(line) ? "" : line);
  let value: unknown;
  try {
    value = JSON.parse(lines.join("\n"));
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { reason: app.t.form.notAnObject };
  }
  const unknown = Object.keys(value).find((name) => !at.kind.bodyFields.includes(name));
  if (unknown !== undefined) return { reason: app.t.form.unknownField(unknown) };
  return { body: value as Body };
}

/** Opens the form in $EDITOR and takes its text over into the form. Saves nothing. */
export async function editFormText(app: App, kind: FormKind): Promise<boolean> {
  const at = present(app, kind);
  if (at === undefined || at.form.phase !== "ready") return false;
  const before = at.form.broken ?? formText(app, at);
  const after = await edited(app, before);
  if (after === undefined) return false;
  if (after === before && at.form.broken === undefined) {
    toast(app, "warn", app.t.form.editorUnchanged);
    return false;
  }
  return takeText(app, kind, after);
}

export function takeText(app: App, kind: FormKind, text: string): boolean {
  const at = present(app, kind);
  if (at === undefined) return false;
  const { key } = at;
  const read = readFormText(app, at, text);
  if ("reason" in read) {
    const message = app.t.form.brokenText(read.reason);
    app.dispatch({ type: "form_text_broken", key, text, message });
    return false;
  }
  const now = at.kind.bodyOf(at.kind.read(at.context).parts);
  const values = at.kind.valuesOf(
    kind.merged?.(now, read.body) ?? { ...now, ...read.body },
    app.state,
  );
  // The text may have fewer arguments than the form: the other fields become empty.
  const gone = Object.keys(at.form.values).filter((name) => /^arg\d+$/.test(name));
  const cleared = Object.fromEntries(gone.map((name) => [name, ""]));
  app.dispatch({ type: "form_text_read", key, values: { ...cleared, ...values } });
  kind.typed?.(app, key, "");
  return true;
}

/** @returns the saved text; `undefined`: the editor failed, and a toast says so. */
async function edited(app: App, text: string): Promise<string | undefined> {
  const { t } = app;
  const editor = Deno.env.get("VISUAL") || Deno.env.get("EDITOR") || "vi";
  let path: string | undefined;
  try {
    // Only the owner may read the file.
    path = await Deno.makeTempFile({ prefix: "carillon-", suffix: ".json" });
    await Deno.writeTextFile(path, text);
    let code = 0;
    await app.terminal.suspended(async () => {
      // A shell starts the editor, as in other programs, because $EDITOR may hold options.
      const command = new Deno.Command("sh", {
        args: ["-c", `${editor} "$1"`, "sh", path ?? ""],
        stdin: "inherit",
        stdout: "inherit",
        stderr: "inherit",
      });
      code = (await command.spawn().status).code;
    });
    if (code === 127 || code === 126) toast(app, "bad", t.form.editorNoStart(editor));
    else if (code !== 0) toast(app, "bad", t.form.editorFailed(editor, code));
    return code === 0 ? await Deno.readTextFile(path) : undefined;
  } catch {
    toast(app, "bad", t.form.editorNoStart(editor));
    return undefined;
  } finally {
    if (path !== undefined) await Deno.remove(path).catch(() => {});
  }
}
