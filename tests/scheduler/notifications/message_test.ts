import assert from "node:assert/strict";
import { messageOf } from "../../../scheduler/notifications/texts/message.ts";
import { aNotice } from "../../support/channels.ts";

const outputs = new Map([["0193a5f0c4e07b8e9d3f5a6b7c8d9e03", ["copying <all>", "disk full"]]]);
const context = { publicUrl: "https://carillon.example.org", outputs };

Deno.test("messageOf() tells what to do about an alarm, in English", () => {
  const { subject, text } = messageOf([aNotice()], "en", context);

  assert.equal(subject, "nightly failed");
  assert.equal(
    text,
    `nightly failed

Job: nightly
Fire time: 2026-03-02 18:00:00 +08:00 (Asia/Taipei)
Why: exit status 1
Since: 2026-03-02 18:00:05 +08:00 (Asia/Taipei)
How often: once
Look at it: https://carillon.example.org/api/v1/executions/0193a5f0c4e07b8e9d3f5a6b7c8d9e03
In the dashboard: deno task tui -- job nightly

The last 2 lines of output:
  copying <all>
  disk full`,
  );
});

Deno.test("messageOf() tells what to do about an alarm, in Chinese", () => {
  const notice = aNotice({ count: 3, what: "repeated", cause: "missed" });

  const { subject, text } = messageOf([notice], "zh-TW", context);

  assert.equal(subject, "仍未解除：nightly 沒有執行");
  assert.equal(
    text,
    `仍未解除：nightly 沒有執行

作業: nightly
觸發時間: 2026-03-02 18:00:00 +08:00 (Asia/Taipei)
原因: exit status 1
開始於: 2026-03-02 18:00:05 +08:00 (Asia/Taipei)
次數: 3 次
查看: https://carillon.example.org/api/v1/executions/0193a5f0c4e07b8e9d3f5a6b7c8d9e03
在儀表板開啟: deno task tui -- job nightly

最後 2 行輸出：
  copying <all>
  disk full`,
  );
});

Deno.test("messageOf() says of each kind what happened, and how it ended", () => {
  const closed = {
    what: "closed",
    closedAt: Date.parse("2026-03-02T13:12:05Z"),
    closedBy: "recovery",
    count: 4,
  } as const;
  const table: [Parameters<typeof aNotice>[0], string, string][] = [
    [{ cause: "missed" }, "nightly did not run", "nightly 沒有執行"],
    [{ cause: "late" }, "nightly starts late", "nightly 太晚開始"],
    [{ cause: "long" }, "nightly runs for too long", "nightly 執行過久"],
    [{ cause: "overdue" }, "nightly is overdue", "nightly 逾期未成功"],
    [
      closed,
      "nightly recovered after 3 h 12 min, 4 runs failed",
      "nightly 已恢復，歷時 3 小時 12 分鐘，共 4 次執行失敗",
    ],
    [
      { ...closed, count: 1, cause: "late" },
      "nightly recovered after 3 h 12 min, 1 run was late",
      "nightly 已恢復，歷時 3 小時 12 分鐘，共 1 次太晚開始",
    ],
    [
      { ...closed, cause: "overdue" },
      "nightly recovered after 3 h 12 min",
      "nightly 已恢復，歷時 3 小時 12 分鐘",
    ],
    [
      { ...closed, closedBy: "kim" },
      "nightly: alarm closed after 3 h 12 min, 4 runs failed (by kim)",
      "nightly 的警報已關閉（由 kim 關閉），歷時 3 小時 12 分鐘，共 4 次執行失敗",
    ],
    [
      { ...closed, closedBy: "deletion" },
      "nightly: alarm closed after 3 h 12 min, 4 runs failed (it was deleted)",
      "nightly 的警報已關閉（對象已刪除），歷時 3 小時 12 分鐘，共 4 次執行失敗",
    ],
    [{ what: "test" }, "Test of the channel nightly", "通知管道 nightly 的測試"],
  ];

  for (const [given, english, chinese] of table) {
    const notice = aNotice(given);
    assert.equal(messageOf([notice], "en", { outputs }).subject, english);
    assert.equal(messageOf([notice], "zh-TW", { outputs }).subject, chinese);
  }
});

Deno.test("messageOf() makes one message of several notices", () => {
  const notices = [aNotice(), aNotice({ subject: { kind: "monitor", id: "m", name: "backup" } })];

  const { subject, text } = messageOf(notices, "en", context);

  assert.equal(subject, "2 alarm notices");
  assert.match(text, /^2 alarm notices\n\nnightly failed\nJob: nightly\n/);
  assert.match(text, /\n\nbackup failed\nMonitor: backup\n/);
  assert.doesNotMatch(text, /disk full/);
});

Deno.test("messageOf() quotes the name of a job for the shell", () => {
  const subject = { kind: "job", id: "x", name: "kim's report; rm -rf /" } as const;

  const { text } = messageOf([aNotice({ subject })], "en", { outputs });

  assert.match(text, /deno task tui -- job 'kim'\\''s report; rm -rf \/'\n/);
});

Deno.test("messageOf() escapes HTML", () => {
  const notice = aNotice({ reason: '<img src="x">' });

  const { html } = messageOf([notice], "en", context);

  assert.doesNotMatch(html, /<img|<all>/);
  assert.match(html, /&lt;img src=&quot;x&quot;&gt;/);
  assert.match(html, /<pre>copying &lt;all&gt;\ndisk full<\/pre>/);
  assert.match(html, /<a href="https:\/\/carillon\.example\.org\/api\/v1\/executions\/\w+">/);
});
