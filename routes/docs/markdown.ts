import { nameOfRef } from "./example.ts";
import type { Language } from "./language.ts";
import { schemaTables, shortType } from "./schema_tables.ts";
import { tags } from "./tags.ts";
import { textsOf } from "./texts.ts";
import type { Answer, ApiDocument, Operation, Parameter } from "./types.ts";

/** The calls of the contract, in its order. In each section the other calls come after them. */
const contractOrder = [
  ...["logIn", "verifyToken"],
  ...["listJobs", "getJob", "createJob", "changeJob", "deleteJob", "pauseJob", "resumeJob"],
  ...["listExecutions", "getExecution", "runJob"],
  ...["listCategories", "getCategory", "createCategory", "changeCategory", "deleteCategory"],
  ...["listUsers", "getUser", "getCurrentUser", "createUser", "changeUser", "deleteUser"],
  ...["listLogs"],
];

/** The contract has a different name for this parameter in each call. */
function shownPath(path: string, { operationId }: Operation): string {
  const isExecution = path.includes("/executions/{id}") && operationId !== "runJob";
  return path.replace("{id}", isExecution ? "{execution_id}" : "{job_id}");
}

interface Call {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/**
 * Writes the list of all calls, in the form of the contract.
 * @throws Error that names the texts without a translation.
 */
export function writeMarkdown(document: ApiDocument, language: Language): string {
  const { labels, say } = language;
  const missing = language.missing(textsOf(document));
  if (missing.length > 0) {
    throw new Error(`${labels.title}: these texts have no translation:\n${missing.join("\n")}`);
  }
  const calls = callsOf(document);
  const sections = tags
    .map(({ name, title, description }) => ({
      title: say(title),
      description: say(description),
      calls: calls.filter(({ operation }) => operation.tags?.[0] === name),
    }))
    .filter((section) => section.calls.length > 0);

  const titles = [...sections.map(({ title }) => title), labels.schemas];
  return [
    `# ${labels.title}`,
    labels.generated,
    `## ${labels.contents}`,
    titles.map((title) => `- [${title}](#${anchorOf(title)})`).join("\n"),
    ...sections.flatMap(({ title, description, calls }) => [
      `## ${title}`,
      description,
      ...calls.flatMap((call) => writeCall(call, language)),
    ]),
    `## ${labels.schemas}`,
    labels.schemasNote,
    ...schemaTables(document, language),
  ].join("\n\n") + "\n";
}

function callsOf(document: ApiDocument): Call[] {
  const calls = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): Call => ({ path, method, operation }))
  );
  const placeOf = ({ operation }: Call) => {
    const place = contractOrder.indexOf(operation.operationId ?? "");
    return place < 0 ? contractOrder.length : place;
  };
  return calls.toSorted((one, other) => placeOf(one) - placeOf(other));
}

function writeCall(call: Call, language: Language): string[] {
  const { labels, say } = language;
  const { path, method, operation } = call;
  const parameters = operation.parameters ?? [];
  const isTimed = parameters.some(({ name }) => name === "time_range_start");
  const query = isTimed ? "?time_range_start={start_time}&time_range_end={end_time}" : "";
  const url = `${shownPath(path, operation)}${query}`;
  return [
    `### ${say(operation.summary ?? "")}`,
    ...operation.description === undefined ? [] : [say(operation.description)],
    `**${labels.url}**: \`${url}\``,
    `**${labels.method}**: \`${method.toUpperCase()}\``,
    ...writeHeaders(operation, language),
    ...writeParameters(parameters.filter((one) => one.in !== "header"), call, language),
    ...writeBody(operation, language),
    ...writeSuccess(operation, language),
    ...writeErrors(operation, language),
    `**${labels.permission}**: ${say(operation["x-permission"] ?? "")}`,
  ];
}

function writeHeaders(operation: Operation, { labels, say }: Language): string[] {
  const lines = [
    ...(operation.security ?? []).length > 0 ? ["Authorization: Bearer JWT_TOKEN"] : [],
    ...operation.requestBody === undefined ? [] : ["Content-Type: application/json"],
  ];
  const more = (operation.parameters ?? []).filter((one) => one.in === "header");
  if (lines.length + more.length === 0) return [];
  return [
    [`**${labels.headers}**:`, ...lines.length === 0 ? [] : [block(lines.join("\n"))]].join("\n"),
    ...more.length === 0 ? [] : [
      more.map(({ name, description = "" }) =>
        `- \`${headerName(name)}\`${labels.colon}${say(description)}`
      ).join("\n"),
    ],
  ];
}

function headerName(name: string): string {
  return name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

function writeParameters(
  parameters: readonly Parameter[],
  { operation }: Call,
  language: Language,
): string[] {
  if (parameters.length === 0) return [];
  const { labels } = language;
  const lines = parameters.map(({ name, description = "", schema }) => {
    const shown = shownPath(`/executions/{${name}}`, operation).slice("/executions/{".length, -1);
    const about = [
      shortType(schema, language),
      ...schema.default === undefined ? [] : [`${labels.default} \`${schema.default}\``],
    ].join(", ");
    return `- \`${shown}\` (${about})${labels.colon}${language.say(description)}`;
  });
  return [`**${labels.parameters}**:\n${lines.join("\n")}`];
}

function writeBody({ requestBody }: Operation, language: Language): string[] {
  const media = requestBody?.content["application/json"];
  if (media === undefined) return [];
  const { labels } = language;
  const [name] = [nameOfRef(media.schema ?? {})];
  return [
    `**${labels.body}**:\n${json(media.example)}`,
    ...name === undefined ? [] : [
      linkTo(name, language) + (requestBody?.required === true ? "" : ` ${labels.optionalBody}`),
    ],
  ];
}

function writeSuccess(operation: Operation, language: Language): string[] {
  const { labels, say } = language;
  const [status = "", answer] = Object.entries(operation.responses)
    .find(([status]) => status.startsWith("2")) ?? [];
  if (answer === undefined) return [];
  const media = answer.content?.["application/json"];
  const name = nameOfRef(media?.schema ?? {});
  const types = Object.keys(answer.content ?? {}).map((type) => `\`${type}\``).join(", ");
  const shown = media === undefined ? types : json(media.example);
  return [
    `**${labels.success}**:${media === undefined ? " " : "\n"}${shown}`,
    `${labels.status} \`${status}\`${labels.colon}${say(answer.description)}` +
    (name === undefined ? "" : ` ${linkTo(name, language)}`),
  ];
}

function writeErrors(operation: Operation, language: Language): string[] {
  const { labels, say } = language;
  const errors = Object.entries(operation.responses).filter(([status]) => !/^2/.test(status));
  const rows = errors.map(([status, { description }]: [string, Answer]) =>
    `| \`${status}\` | ${say(description)} |`
  );
  return [
    [
      `**${labels.errors}**:`,
      "",
      `| ${labels.status} | ${labels.meaning} |`,
      "| --- | --- |",
      ...rows,
    ].join("\n"),
  ];
}

function linkTo(schema: string, { labels }: Language): string {
  return `${labels.field}${labels.colon}[${schema}](#${anchorOf(schema)})${labels.stop}`;
}

function json(value: unknown): string {
  return block(JSON.stringify(value, null, 4), "json");
}

function block(text: string, language = ""): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** The anchor that renderers of Markdown make from a heading. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(" ", "-");
}
