import { fieldTexts } from "./zh_tw_fields.ts";
import { operationTexts } from "./zh_tw.ts";
import { alarmTexts } from "./zh_tw_alarms.ts";
import { channelTexts } from "./zh_tw_channels.ts";
import { monitorTexts } from "./zh_tw_monitors.ts";
import { crontabTexts } from "./zh_tw_crontabs.ts";
import { keepingTexts } from "./zh_tw_keeping.ts";
import { timingTexts } from "./zh_tw_timing.ts";
import { sessionTexts } from "./zh_tw_sessions.ts";

/** A language of the list of calls. */
export interface Language {
  /** Translates a text of the schemas and routes; a text without translation stays English. */
  readonly say: (english: string) => string;
  /** Those of the texts that have no translation. */
  readonly missing: (english: Iterable<string>) => string[];
  readonly labels: Labels;
}

export type Labels = typeof english;

const english = {
  title: "Carillon API calls",
  generated: "Made by `deno task docs` from the routes and schemas; not to be edited by hand.",
  contents: "Contents",
  url: "URL",
  method: "Method",
  headers: "Request headers",
  parameters: "Request parameters",
  body: "Request body",
  optionalBody: "The body may be left out.",
  success: "Success response",
  errors: "Error responses",
  permission: "Permission",
  status: "Status",
  meaning: "Meaning",
  field: "Field",
  type: "Type",
  required: "Required",
  description: "Description",
  yes: "yes",
  no: "no",
  schemas: "Schemas",
  schemasNote:
    "Each field of what is sent and answered. Read-only fields may be sent and change nothing.",
  readOnly: "read-only",
  or: " or ",
  default: "default",
  stop: ".",
  colon: ": ",
};

export const en: Language = { say: (text) => text, missing: () => [], labels: english };

function toChinese(text: string): string | undefined {
  return operationTexts[text] ?? fieldTexts[text] ?? crontabTexts[text] ?? sessionTexts[text] ??
    channelTexts[text] ?? alarmTexts[text] ?? keepingTexts[text] ?? timingTexts[text] ??
    monitorTexts[text];
}

export const zhTw: Language = {
  say: (text) => toChinese(text) ?? text,
  missing: (texts) => Array.from(texts).filter((text) => toChinese(text) === undefined),
  labels: {
    title: "Carillon API 呼叫列表",
    generated: "由 `deno task docs` 依路由與結構描述產生，請勿手動修改。",
    contents: "目錄",
    url: "URL",
    method: "方法",
    headers: "請求標頭",
    parameters: "請求參數",
    body: "請求內容",
    optionalBody: "可以不送請求內容。",
    success: "成功回應",
    errors: "錯誤回應",
    permission: "權限",
    status: "狀態碼",
    meaning: "說明",
    field: "欄位",
    type: "型別",
    required: "必填",
    description: "說明",
    yes: "是",
    no: "否",
    schemas: "資料結構",
    schemasNote: "請求與回應的每一個欄位。唯讀欄位可以送出，但不會改變任何東西。",
    readOnly: "唯讀",
    or: " 或 ",
    default: "預設",
    stop: "。",
    colon: "：",
  },
};
