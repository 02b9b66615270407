import { strict as assert } from "node:assert";
import { temporaryFolder } from "../../support/temporary_folder.ts";

const root = new URL("../../../", import.meta.url);

/** What the examples take from the reader's own program. */
const surroundings = `
import { Carillon, CarillonError } from "carillon/client";
import process from "node:process";
declare const carillon: Carillon;
declare const job_id: string, id: string, password: string, day: string;
declare function readLastEventId(): Promise<string | undefined>;
declare function keep(id: string): Promise<void>;
export const used = [Carillon, CarillonError, process, carillon, job_id, id, password, day, readLastEventId, keep];
`;

Deno.test("the examples of docs/client.md have the right types", async () => {
  const text = await Deno.readTextFile(new URL("docs/client.md", root));
  const blocks = [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code = ""]) =>
    code.replace(/^import .*$/gm, "")
  );
  const examples = blocks.map((code, i) => `export async function example${i}() {\n${code}\n}`);
  await using folder = await temporaryFolder();
  const file = `${folder.path}/examples.ts`;
  await Deno.writeTextFile(
    file,
    [surroundings, ...examples].join("\n"),
  );

  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", `--config=${new URL("deno.json", root).pathname}`, file],
    env: { NO_COLOR: "1" },
  }).output();

  assert.ok(blocks.length >= 8);
  assert.ok(success, new TextDecoder().decode(stderr));
});
