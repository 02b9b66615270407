import type { Texts } from "../texts.ts";
import type { settings as enSettings } from "../en/settings.ts";
import { key } from "../key_names.ts";

export const settings: Pick<Texts, keyof typeof enSettings> = {
  saved: {
    profilesTitle: "前往",
    unnamed: "（此處）",
    noProfiles: `尚無設定檔：「保存設定檔」（${key("palette")}）可保存目前的伺服器。`,
    filtersTitle: (tab: string) => `篩選：${tab}`,
    noFilters: `尚無已命名的篩選：「命名篩選」（${key("palette")}）可為目前的篩選命名。`,
    noFilterNow: `目前沒有篩選：按 ${key("filter")} 輸入。`,
    nameFilter: "此篩選的名稱",
    nameProfile: "此設定檔的名稱",
    nameKeys: "enter 保存 · esc 關閉",
    replaces: (before: string) => `取代 ${before}`,
    pickKeys: "enter 選取 · ctrl+x 移除 · esc 關閉",
    kept: (name: string) => `已將 ${name} 保存到設定`,
    forgotten: (name: string) => `已移除 ${name}`,
    notWritten: "無法寫入設定：只在結束前有效。",
  },
  theming: {
    title: "配色",
    keys: "↑ ↓ 預覽 · enter 保留 · esc 還原",
  },
  columns: {
    title: (tab: string) => `欄位：${tab}`,
    keys: "空白鍵 顯示或隱藏 · esc 關閉",
    noRoom: "放不下",
    names: {
      jobs: {
        category: "分類",
        class: "類別",
        schedule: "排程",
        zone: "時區",
        history: "最近 12 次執行",
        last: "上次結果",
        p50: "最近 20 次成功的一半不超過此耗時",
        p95: "其中 95 % 不超過此耗時",
        trend: "較新的一半與較舊的一半相比",
        next: "下一次",
      },
      runs: {
        started: "開始時間",
        category: "分類",
        by: "來源：排程或手動",
        duration: "耗時",
        bar: "時間軸上的長條",
        exit: "結果",
        host: "執行主機",
        attempts: "嘗試次數",
      },
    },
  },
  problems: {
    title: "設定中無效的項目",
    more: (problem: string, count: number) =>
      `${problem}（另有 ${count} 項：按 ${key("help")} 查看）`,
    notJson: (detail: string) => `無法讀取，保持原樣：${detail}`,
    noneOf: (allowed: string) => `不是 ${allowed} 之一`,
    notProfile: `需要 http(s) 的 "url"，可另有 "user"`,
    notAddress: "不是 http(s) 位址",
    notText: "必須是文字",
    notFlag: "必須是 true 或 false",
    unknownCommand: "沒有這個命令",
    notKeys: "必須依命令給一個按鍵或按鍵清單",
    sameAs: (name: string, sends: string) => `終端機會把 ${name} 當成 ${sends} 送出`,
    notSent: (name: string) => `終端機不會把 ${name} 傳給程式`,
    noKey: (name: string) => `沒有 ${name} 這個按鍵`,
    typed: (name: string) => `${name} 會輸入到表單欄位`,
    alwaysQuits: (name: string) => `${name} 一律用於結束`,
    taken: (name: string, by: string) => `${name} 在同一畫面已屬於 ${by}`,
  },
};
