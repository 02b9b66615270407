import { key } from "../key_names.ts";

/** 篩選列：欄位，以及不認得的內容。 */
export const filtering = {
  filtering: {
    noField: (name: string, known: string) => `這裡沒有 ${name}: 這個欄位。欄位：${known}`,
    noValue: (name: string, value: string, known: string) =>
      `${name}: 不認得 ${value}。可用：${known}`,
    helpTitle: (tab: string) => `篩選：${tab}`,
    helpKeys: "tab 補完 · ? 或 esc 關閉",
    grammar: [
      "word           含有這個字的列；每個字都要符合",
      "!word          不含這個字的列",
      "~wrd           依序含有這些字母",
      '"two words"    含空白的文字',
      "field:a,b      這個欄位是其中一個值",
    ],
    saved: `「命名篩選」（${key("palette")}）保存篩選，${key("named_filters")} 列出已保存的篩選`,
    fields: {
      name: "名稱",
      state: "狀態",
      class: "作業類別",
      cron: "排程",
      zone: "時區",
      category: "分類",
      calendar: "作業使用的日曆",
      next: "下次觸發的時間，以 UTC 表示：2026-11-22t14",
      id: "識別碼",
      job: "作業的名稱或識別碼",
      trigger: "由誰或什麼啟動",
      since: "多久以內到期：30m、2h、3d、1w、ever",
      on: "在某一天到期：today、yesterday、mon、2026-11-22",
      at: "在 UTC 的某分鐘、某小時或某天結束：2026-11-22t14",
      until: "在這個 UTC 時間或之前到期",
      description: "結束的原因",
      result: "結果",
      reason: "啟動的原因",
      host: "在哪裡執行",
      attempt: "第幾次嘗試",
      user: "由誰操作",
      who: "由誰操作",
      event: "做了什麼",
      object: "對什麼操作",
      text: "該列的任何文字",
    },
  },
} as const;
