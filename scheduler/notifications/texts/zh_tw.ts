import { inUnits, type Texts } from "./texts.ts";

const opened: Readonly<Record<string, string>> = {
  failed: "執行失敗",
  missed: "沒有執行",
  late: "太晚開始",
  long: "執行過久",
  overdue: "逾期未成功",
  unsent: "無法送出訊息",
};

const happened: Readonly<Record<string, string>> = {
  failed: "次執行失敗",
  missed: "次觸發未執行",
  late: "次太晚開始",
  long: "次執行過久",
};

const closers: Readonly<Record<string, string>> = {
  deletion: "對象已刪除",
  rules: "規則已變更",
};

export const zhTw: Texts = {
  opened: (cause, name) => `${name} ${opened[cause] ?? cause}`,
  stillOpen: (subject) => `仍未解除：${subject}`,
  recovered: (name, after) => `${name} 已恢復，${after}`,
  closed: (name, by, after) =>
    `${name} 的警報已關閉（${closers[by] ?? `由 ${by} 關閉`}），${after}`,
  after: (lasted, cause, count) => {
    const what = happened[cause];
    return `歷時 ${lasted}${what === undefined ? "" : `，共 ${count} ${what}`}`;
  },
  test: (channel) => `通知管道 ${channel} 的測試`,
  testBody: "管理員送出這則訊息，以確認通知管道可以使用。不需處理。",
  many: (count) => `${count} 則警報通知`,
  labels: {
    job: "作業",
    monitor: "監測",
    channel: "通知管道",
    fireTime: "觸發時間",
    why: "原因",
    since: "開始於",
    count: "次數",
    output: (lines) => `最後 ${lines} 行輸出：`,
    link: "查看",
    terminal: "在儀表板開啟",
  },
  times: (count) => `${count} 次`,
  duration: (parts) => inUnits(parts, ["天", "小時", "分鐘", "秒"]),
};
