/**
 * Builds dist/, which `npm pack` takes: the command and the dashboard for Deno, and the client with its types for Node
 * and browsers.
 */
import ts from "typescript";

const root = new URL("..", import.meta.url).pathname;
const dist = `${root}dist`;

await Deno.remove(dist, { recursive: true }).catch(() => {});
// Ink asks for the package only while its development tools run.
await bundle(
  "tui/carillon.ts",
  `${dist}/command`,
  "--code-splitting",
  "--external=react-devtools-core",
);
await bundle("tui/client/mod.ts", `${dist}/client`, "--platform=browser");
for await (const file of sourcesIn("tui/client/")) {
  const to = `${dist}/client/${file.slice("tui/client/".length).replace(/\.ts$/, ".d.ts")}`;
  await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(to, await declarationOf(file));
}

async function bundle(entry: string, outdir: string, ...options: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", ...options, `--outdir=${outdir}`, entry],
    cwd: root,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** The exports alone; TypeScript on Node looks for `x.d.ts` where a file imports `x.js`. */
async function declarationOf(file: string): Promise<string> {
  const source = await Deno.readTextFile(root + file);
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext, isolatedDeclarations: true },
  });
  const [problem] = diagnostics;
  if (problem !== undefined) {
    throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`);
  }
  return outputText.replace(/(from "\.{1,2}\/[^"]+)\.ts"/g, '$1.js"');
}

async function* sourcesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(root + folder)) {
    if (isDirectory) yield* sourcesIn(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield folder + name;
  }
}
