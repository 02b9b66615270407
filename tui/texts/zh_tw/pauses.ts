import type { Texts } from "../texts.ts";
import type { pauses as enPauses } from "../en/pauses.ts";

export const pauses: Pick<Texts, keyof typeof enPauses> = {
  pauses: {
    labels: { reason: "原因", until: "直到", fires: "觸發" },
    fires: { skip: "略過，並記錄原因", make_up: "結束後補執行" },
    untilHelp: "直到：2h、08:00、2026-11-22T08:00；留空表示直到有人結束。",
    keys: "enter 暫停 · tab 下一欄 · 空白鍵切換選項 · esc 關閉",
    noReason: "必須填寫原因。",
    notATime: "例如 2h、08:00 或 2026-11-22T08:00；不可早於現在。",
    pauseJob: (name: string) => `暫停 ${name}`,
    pauseJobs: (count: number) => `暫停 ${count} 個作業`,
    maintenanceTitle: "維護：暫停一切",
    maintenance: "維護中",
    category: (name: string) => `分類 ${name} 已暫停`,
    until: (time: string) => `至 ${time}`,
    others: (count: number) => `另有 ${count} 個`,
    pauseCategory: (name: string) => `暫停分類 ${name}`,
    notPaused: (name: string) => `分類 ${name} 沒有暫停。`,
    endCategory: (name: string) => `結束分類 ${name} 的暫停？`,
    keysInForce: "enter 更改 · ctrl+x 結束 · tab 下一欄 · 空白鍵切換 · esc 關閉",
    begun: (name: string) => name === "" ? "維護開始：不再觸發任何作業" : `分類 ${name} 已暫停`,
    ended: (name: string) => name === "" ? "維護結束" : `分類 ${name} 恢復觸發`,
    none: "目前沒有維護。",
    endTitle: "結束維護？",
    endEffect: "作業將依排程再次觸發。",
    paused: (reason: string) => `暫停：${reason}`,
  },
};
