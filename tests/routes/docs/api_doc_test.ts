import assert from "node:assert/strict";
import contract from "../../conformance/api_contract.json" with { type: "json" };
import { en, zhTw } from "../../../routes/docs/language.ts";
import { writeMarkdown } from "../../../routes/docs/markdown.ts";
import { textsOf } from "../../../routes/docs/texts.ts";
import { operationTexts } from "../../../routes/docs/zh_tw.ts";
import { alarmTexts } from "../../../routes/docs/zh_tw_alarms.ts";
import { channelTexts } from "../../../routes/docs/zh_tw_channels.ts";
import { crontabTexts } from "../../../routes/docs/zh_tw_crontabs.ts";
import { fieldTexts } from "../../../routes/docs/zh_tw_fields.ts";
import { sessionTexts } from "../../../routes/docs/zh_tw_sessions.ts";
import { apiDocument } from "./support.ts";

interface Call {
  readonly section: string;
  readonly heading: string;
  readonly labels: string[];
  readonly blocks: Map<string, string>;
}

/** What stands under each heading of a call. */
function callsOf(markdown: string): Call[] {
  return markdown.split(/^## /m).slice(2).flatMap((part) => {
    const section = part.slice(0, part.indexOf("\n"));
    return part.split(/^### /m).slice(1).map((call) => {
      const marks = [...call.matchAll(/^\*\*(.+?)\*\*:([^]*?)(?=^\*\*|$(?![^]))/gm)];
      return {
        section,
        heading: call.slice(0, call.indexOf("\n")),
        labels: marks.map(([, label = ""]) => label),
        blocks: new Map(marks.map(([, label = "", text = ""]) => [label, text.trim()])),
      };
    });
  });
}

function fieldPaths(value: unknown, prefix = ""): string[] {
  if (Array.isArray(value)) return fieldPaths(value[0], `${prefix.slice(0, -1)}[].`);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    `${prefix}${name}`,
    ...fieldPaths(inner, `${prefix}${name}.`),
  ]);
}

Deno.test("api_doc.md shows every call of the contract under its heading, with its fields", async () => {
  const calls = callsOf(writeMarkdown(await apiDocument(), zhTw));

  for (const expected of contract) {
    const call = calls.find(({ section, heading }) =>
      section === expected.section && heading === expected.heading
    );
    const where = `${expected.section}: ${expected.heading}`;
    assert.ok(call, where);
    assert.equal(call.blocks.get("URL"), `\`${expected.url}\``, where);
    assert.equal(call.blocks.get("方法"), `\`${expected.method}\``, where);
    const labels = call.labels.filter((label) => expected.labels.includes(label));
    assert.deepEqual(labels, expected.labels, where);
    assert.ok(call.labels.includes("錯誤回應") && call.labels.includes("權限"), where);
    for (const [label, fields] of Object.entries(expected.fields)) {
      const json = /^```json\n([^]*?)```/.exec(call.blocks.get(label) ?? "")?.[1] ?? "null";
      const shown = fieldPaths(JSON.parse(json));
      assert.deepEqual(fields.filter((field) => !shown.includes(field)), [], `${where}: ${label}`);
    }
  }
});

Deno.test("the calls of the contract stand in its order", async () => {
  const calls = callsOf(writeMarkdown(await apiDocument(), zhTw));

  const headings = calls.map(({ section, heading }) => `${section}: ${heading}`);
  const expected = contract.map(({ section, heading }) => `${section}: ${heading}`);
  assert.deepEqual(headings.filter((heading) => expected.includes(heading)), expected);
});

Deno.test("all that the document says has its Chinese text, and nothing else has", async () => {
  const texts = textsOf(await apiDocument());

  const translated = [
    operationTexts,
    fieldTexts,
    crontabTexts,
    sessionTexts,
    alarmTexts,
    channelTexts,
  ]
    .flatMap((texts) => Object.keys(texts));
  assert.deepEqual(zhTw.missing(texts), []);
  assert.deepEqual(translated.filter((text) => !texts.has(text)), []);
  assert.equal(new Set(translated).size, translated.length);
});

Deno.test("writeMarkdown() names each text without a Chinese one", async () => {
  const document = await apiDocument();
  const untold = Object.assign(structuredClone(document), {
    components: { schemas: { Thing: { type: "object", description: "A new schema." } } },
  });
  const [path = ""] = Object.keys(untold.paths);
  const [operation] = Object.values(untold.paths[path] ?? {});
  Object.assign(operation ?? {}, { summary: "A new call" });

  assert.throws(() => writeMarkdown(untold, zhTw), /\nA new call\nA new schema\.$/);
  assert.ok(writeMarkdown(untold, en).includes("A new call"));
});

Deno.test("api_doc.md and docs/api.md are as deno task docs writes them", async () => {
  const document = await apiDocument();

  const read = (name: string) => Deno.readTextFile(new URL(`../../../${name}`, import.meta.url));
  const advice = "run deno task docs";
  assert.ok(await read("api_doc.md") === writeMarkdown(document, zhTw), advice);
  assert.ok(await read("docs/api.md") === writeMarkdown(document, en), advice);
});
