import type { Texts } from "../texts.ts";
import type { en } from "../en.ts";
import type { shell as enShell } from "../en/shell.ts";
import { key } from "../key_names.ts";
import { tabs } from "../tabs/zh_tw.ts";

type Shell = Pick<Texts, keyof typeof enShell & keyof typeof en>;

export const shell: Shell = {
  weekdays: ["週日", "週一", "週二", "週三", "週四", "週五", "週六"],
  tabs,
  counters: {
    jobs: "作業",
    running: "執行中",
    failed: "失敗",
    late: "延遲",
    paused: "暫停",
  },
  badge: {
    idle: "未登入",
    connecting: "連線中",
    live: "即時",
    retry: (attempt: number, seconds: string) => `${seconds} 秒後第 ${attempt} 次重試`,
    retryNow: (attempt: number) => `第 ${attempt} 次重試`,
    offline: (since: string) => `離線 ${since}`,
    dataOf: (time: string) => `顯示 ${time} 的資料`,
    clockAhead: (time: string) => `時鐘快 ${time}`,
    clockBehind: (time: string) => `時鐘慢 ${time}`,
  },
  role: {
    admin: "管理員",
    operator: "操作員",
    reader: "唯讀使用者",
    readOnly: "唯讀",
  },
  states: {
    running: "執行中",
    failed: "失敗",
    late: "延遲",
    paused: "暫停",
    ok: "成功",
    never: "未執行過",
    stopped: "已停止",
    stopping: "停止中",
    timeout: "逾時",
    error: "未啟動",
    waiting: "等待中",
  },
  logEvents: {
    added: "新增",
    modified: "變更",
    deleted: "刪除",
    paused: "暫停",
    resumed: "恢復",
    custom_run: "手動執行",
    stopped: "停止",
  },
  timeModes: {
    relative: "相對",
    local: "本地",
    job: "作業時區",
    utc: "UTC",
  },
  refusals: {
    role: "您的角色不能這麼做：需要變更權限。",
    admin: "只有管理員可以這麼做。",
    read_only: "儀表板為唯讀（--read-only）。",
    offline: "目前無法操作：伺服器沒有回應。",
    logged_out: `請先登入（${key("log_in")}）。`,
    nothing: "這裡沒有可操作的項目。",
  },
  notices: {
    ran: (name: string) => `已啟動 ${name}`,
    ranMany: (count: number) => `已啟動 ${count} 個作業`,
    paused: (name: string) => `已暫停 ${name}`,
    pausedMany: (count: number) => `已暫停 ${count} 個作業`,
    resumed: (name: string) => `已恢復 ${name}`,
    resumedMany: (count: number) => `已恢復 ${count} 個作業`,
    deleted: (name: string) => `已刪除 ${name}`,
    deletedMany: (count: number) => `已刪除 ${count} 個作業`,
    stopping: (name: string) => `正在停止 ${name}`,
    stoppingMany: (count: number) => `正在停止 ${count} 個執行`,
    retried: (name: string) => `已重新執行 ${name}`,
    retriedMany: (count: number) => `已重新執行 ${count} 個`,
    someFailed: (failed: number, all: number, error: string) =>
      `${all} 個中有 ${failed} 個失敗：${error}`,
    undo: (seconds: number) => `${key("undo")} 復原（${seconds} 秒）`,
    nothingToUndo: "沒有可復原的操作。",
    copied: (what: string) => `已傳送到終端機：${what}`,
    noShell: "沒有可以返回的 shell。",
    tokenStays: (why: string) => `已在此登出。伺服器未能結束這次登入：${why}`,
    reloading: "正在重新讀取所有資料",
    theme: (name: string) => `配色：${name}`,
    times: (mode: string) => `時間：${mode}`,
    language: "語言：繁體中文",
    ascii: (isOn: boolean) => isOn ? "只用 ASCII" : "所有字元",
    mouse: (isOn: boolean) => isOn ? "滑鼠開啟" : "滑鼠關閉：由終端機選取文字",
  },
  themes: { dark: "深色", light: "淺色", mono: "無色彩" },
  list: {
    marked: (count: number) => `已標記 ${count}`,
    filtered: (shown: number, all: number) => `${shown} / ${all}`,
    noneMatch: (all: number, filter: string) =>
      `${all} 個中沒有符合 /${filter} 的 · ${key("back")} 清除`,
    sort: (column: string) => `排序 ${column}`,
    loading: "讀取中…",
    failed: `無法讀取清單。按 ${key("reload")} 重試。`,
  },
};
