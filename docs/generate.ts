/**
 * Writes the lists of API calls, api_doc.md and docs/api.md, and the types of the client from the routes and schemas,
 * and the keys in docs/dashboard.md from the dashboard's table of them.
 * With --check it writes nothing, and fails where a file is not as it would be written.
 */
import { en, zhTw } from "../routes/docs/language.ts";
import { writeMarkdown } from "../routes/docs/markdown.ts";
import { describeApi } from "../routes/docs/openapi.ts";
import { testApi } from "../tests/support/app.ts";
import { writeClientTypes } from "./client_types.ts";
import { withKeys } from "./dashboard_keys.ts";

const root = new URL("..", import.meta.url);
const isCheck = Deno.args.includes("--check");

await using api = await testApi();
const document = await describeApi(api.app);
const files = {
  "api_doc.md": writeMarkdown(document, zhTw),
  "docs/api.md": writeMarkdown(document, en),
  "tui/client/types.ts": writeClientTypes(document),
  "docs/dashboard.md": withKeys(
    await Deno.readTextFile(new URL("docs/dashboard.md", root)),
  ),
};

const stale: string[] = [];
for (const [name, text] of Object.entries(files)) {
  const file = new URL(name, root);
  if (await readText(file) === text) continue;
  if (isCheck) stale.push(name);
  else await Deno.writeTextFile(file, text);
}
if (stale.length > 0) {
  // deno-lint-ignore no-console -- it is a tool for the terminal
  console.error(`${stale.join(" and ")}: not as the code says. Run deno task docs.`);
  Deno.exit(1);
}

async function readText(file: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
