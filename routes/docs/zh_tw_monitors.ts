/** The texts of monitors (`/monitors`, `/ping`) in Traditional Chinese: English → Chinese. */
export const monitorTexts: Readonly<Record<string, string>> = {
  "The monitor as it is now; null for a deleted monitor.": "監測目前的內容；已刪除時為 null。",
  "Monitors": "監測",
  "Jobs that run elsewhere, and ping.": "在別處執行並回報的作業。",
  "List monitors": "列出監測",
  "The monitors that the caller sees, by name.": "呼叫者看得到的監測，依名稱排序。",
  "Text in the name; upper and lower case count as the same.": "名稱中的文字；不分大小寫。",
  "Only monitors in these states, with commas between.": "只列出處於這些狀態的監測，以逗號分隔。",
  "Create a monitor": "新增監測",
  "A monitor watches a job that runs elsewhere and pings an address of this server. Send `period_seconds`, or cron fields. The first ping begins the watch.":
    "監測用來看顧在別處執行、並向本伺服器的位址回報的作業。請送出 `period_seconds` 或 cron 欄位。收到第一次回報後開始監測。",
  "Get one monitor": "獲取單個監測",
  "The monitor's id.": "監測的 ID。",
  "The monitor.": "監測。",
  "Change a monitor": "修改監測",
  "A field that is not sent keeps its value; the key of the address stays.":
    "沒有送出的欄位保持原值；位址的金鑰不變。",
  "Delete a monitor": "刪除監測",
  "Its executions stay. Pings to its address answer 404.":
    "執行記錄會保留。向其位址回報會得到 404。",
  "Pause a monitor": "暫停監測",
  "No ping is missed until it is resumed, by a person or by a ping.":
    "在由人或由回報恢復之前，不會視為缺少回報。",
  "Resume a monitor": "恢復監測",
  "What was expected during the pause is not missed.": "暫停期間預期的回報不算缺少。",
  "Give a monitor a new key": "更換監測的金鑰",
  "Pings to the old address answer 404 from now on.": "此後向舊位址回報會得到 404。",
  "The new key.": "新的金鑰。",
  "List the pings of a monitor": "列出監測的回報",
  "Newest first, as long as logs are kept. A page holds at most 100 pings.":
    "由新到舊，保留時間與日誌相同。每頁最多 100 筆。",
  "Ping: the job has succeeded": "回報：作業成功",
  "Says that a job that runs elsewhere has succeeded. HEAD does the same. The body may hold any text, such as the output of the job.":
    "表示在別處執行的作業已成功。HEAD 的作用相同。本文可以是任何文字，例如作業的輸出。",
  "The key of the monitor.": "監測的金鑰。",
  "A UUID in lower case that the pings of one run share, where runs overlap. Others answer 400.":
    "執行會重疊時，同一次執行的回報共用的小寫 UUID。其他值會得到 400。",
  "The ping is stored. `Ping-Body-Limit` says how many bytes of a body are kept.":
    "回報已儲存。`Ping-Body-Limit` 表示本文會保留多少位元組。",
  "Ping: the job has succeeded, with a body": "回報：作業成功（含本文）",
  "Ping: start, failure, log or exit status": "回報：開始、失敗、記錄或結束狀態碼",
  "Says that a job that runs elsewhere has started or failed, tells a line without changing the state, or tells an exit status: 0 is a success, all others are failures. HEAD does the same.":
    "表示在別處執行的作業已開始或失敗，或只記錄文字而不改變狀態，或告知結束狀態碼：0 為成功，其他為失敗。HEAD 的作用相同。",
  "`start`, `fail`, `log`, or an exit status from 0 to 255.":
    "`start`、`fail`、`log`，或 0 到 255 的結束狀態碼。",
  "Ping: start, failure, log or exit status, with a body":
    "回報：開始、失敗、記錄或結束狀態碼（含本文）",
  "The monitor's id. Its executions have it as their job's id.":
    "監測的 ID。其執行記錄以此作為作業 ID。",
  "The category of the monitor.": "監測所屬的分類。",
  "The period; null for a monitor with cron fields.": "週期；使用 cron 欄位的監測為 null。",
  "The cron field; null for a monitor with a period.": "cron 欄位；使用週期的監測為 null。",
  "How long a ping may be late, in seconds.": "回報可以遲到多久，單位為秒。",
  "Whether a ping does not resume the paused monitor.": "回報是否不會恢復已暫停的監測。",
  "Whether the monitor is paused.": "監測是否已暫停。",
  "`new`: no ping yet; `late`: a ping is expected, and the grace lasts; `down`: the last run failed, or none came in time.":
    "`new`：尚無回報；`late`：已到預期時間，仍在寬限期內；`down`：上次執行失敗，或沒有準時回報。",
  "Whether a run has started whose end was not told yet.": "是否有已開始、尚未回報結束的執行。",
  "How many pings there were, of all kinds.": "各種回報的總次數。",
  'The last success or failure: ISO 8601 in UTC; "" before the first one.':
    '上次成功或失敗的時間：UTC 的 ISO 8601；第一次之前為 ""。',
  "How long the last run took, in milliseconds; null where its start was not told.":
    "上次執行花費的時間，單位為毫秒；沒有回報開始時為 null。",
  'When the next ping is expected: ISO 8601 in UTC; "" before the first ping and while paused.':
    '預期下次回報的時間：UTC 的 ISO 8601；第一次回報之前與暫停時為 ""。',
  'When it was found down: ISO 8601 in UTC; "" while it is not down.':
    '發現異常的時間：UTC 的 ISO 8601；沒有異常時為 ""。',
  "The key of the ping address. It is shown only now.": "回報位址的金鑰。只在此時顯示。",
  "The path of the ping address on this server.": "回報位址在本伺服器上的路徑。",
  "The name of the monitor; several monitors may have the same name.":
    "監測的名稱；多個監測可以同名。",
  "How many seconds after the last ping the next one is expected; in place of cron fields.":
    "上次回報之後多少秒預期下一次回報；用來取代 cron 欄位。",
  "How many seconds a ping may be late, and how long a run may take whose start was told; 3600 by default.":
    "回報可以遲到多少秒，以及已回報開始的執行最多可以多久；預設為 3600。",
  "What raises alarms; `failed` and `long` are taken from the category, and then from the server, where they are not sent. {} removes all.":
    "何時發出警報；沒有送出 `failed` 與 `long` 時，先採用分類的設定，再採用伺服器的設定。{} 會全部移除。",
  "When no ping came in time; true unless it is sent.": "沒有準時回報時；沒有送出時為 true。",
  "Whether a paused monitor stays paused when a ping comes; without it, the ping resumes the monitor.":
    "已暫停的監測收到回報時是否保持暫停；沒有送出時，回報會恢復監測。",
  "The key of the ping address, such as the UUID that a script has already; without it, the server makes one from 128 random bits. Whoever knows the key can ping.":
    "回報位址的金鑰，例如腳本中已有的 UUID；沒有送出時，伺服器以 128 個隨機位元產生。知道金鑰的人都能回報。",
  "The ping's id.": "回報的 ID。",
  "Its number among the pings of the monitor, from 1.": "在監測的回報中的序號，從 1 開始。",
  "`ignored`: it came while the monitor was paused, and only a person resumes the monitor.":
    "`ignored`：在監測暫停時收到，且只能由人恢復。",
  "The exit status that it told; null without one.": "告知的結束狀態碼；沒有時為 null。",
  "The time since the start that belongs to it; null where there is none.":
    "與其對應的開始之間的時間；沒有時為 null。",
  'Its `rid`; "" without one.': '`rid`；沒有時為 ""。',
  'The execution that it ended; "" for none.': '由它結束的執行；沒有時為 ""。',
  "The method of the request.": "請求的方法。",
  "Where it came from.": "來源位址。",
  "The program that sent it.": "送出回報的程式。",
  "The first 10,240 bytes of its body.": "本文的前 10,240 個位元組。",
};
