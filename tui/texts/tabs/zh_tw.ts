import type { ScreenId, TabId } from "../../keys/tabs.ts";

export const tabs: Readonly<Record<ScreenId, string>> = {
  home: "首頁",
  jobs: "作業",
  runs: "執行",
  audit: "稽核",
  categories: "分類",
  users: "使用者",
  keys: "API 金鑰",
  job: "作業",
  run: "執行",
  entry: "紀錄",
  job_form: "作業表單",
  category_form: "分類表單",
  user_form: "使用者表單",
  key_form: "API 金鑰表單",
  import: "匯入 crontab",
};

export const tabCommands: Readonly<Record<TabId, readonly [string, string]>> = {
  home: ["首頁", "首頁：需要注意、執行中、即將執行"],
  jobs: ["作業", "所有作業"],
  runs: ["執行", "執行紀錄"],
  audit: ["稽核", "誰變更了什麼"],
  categories: ["分類", "分類"],
  users: ["使用者", "使用者"],
  keys: ["API 金鑰", "API 金鑰"],
};
