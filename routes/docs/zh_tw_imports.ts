/** The texts about imports in Traditional Chinese: English → Chinese. */
export const importTexts: Readonly<Record<string, string>> = {
  "Imports": "匯入",
  "Move over from another system.": "從其他系統移轉過來。",
  "Import records with their ids": "匯入記錄並保留其編號",
  "Takes records of another system, and keeps their ids. A record that is here already is not changed: with the same content it is `same`, with another one it is refused. So a request can be sent again. A record that is refused stops no other. Executions and logs become history; nothing runs. A bcrypt hash is replaced at the first log-in. Categories and the admin of the first start that nobody has changed take what is imported under their numbers.":
    "接收其他系統的記錄，並保留其編號。已存在的記錄不會改變：內容相同時為 `same`，內容不同時會被拒絕，因此同一個請求可以重送。一筆記錄被拒絕不影響其他記錄。執行記錄與稽核日誌成為歷史，不會執行任何東西。bcrypt 雜湊在第一次登入時被取代。首次啟動時建立、且無人更改過的分類與管理員，會採用以相同編號匯入的內容。",
  "What became of each record.": "每一筆記錄的結果。",
  "Writes nothing: the answer says what an import would do.":
    "不寫入任何東西：回應說明匯入會做什麼。",
  "The system that the records come from.": "記錄來自哪個系統。",
  "Categories: `id`, `name`, `description`.": "分類：`id`、`name`、`description`。",
  "Users: `id`, `username`, `category_id`, `is_admin`, `is_permission`, and `password_hash`, a bcrypt hash.":
    "使用者：`id`、`username`、`category_id`、`is_admin`、`is_permission`，以及 bcrypt 雜湊 `password_hash`。",
  "Jobs: the fields of a new job, `job_id`, and `paused`.":
    "作業：新作業的欄位、`job_id` 與 `paused`。",
  "Ended executions: `execution_id`, `job_id`, `state`, `scheduled_time`, `ended_time`; `trigger`, `description`, `result`, `hostname`, `pid`, and fields of the job where the job is not here.":
    "已結束的執行：`execution_id`、`job_id`、`state`、`scheduled_time`、`ended_time`；`trigger`、`description`、`result`、`hostname`、`pid`；作業不在此處時，另加作業的欄位。",
  "Entries of the audit log: `job_id`, `job_name`, `event`, `user`, `category_id`, `description`, `created_time`.":
    "稽核日誌：`job_id`、`job_name`、`event`、`user`、`category_id`、`description`、`created_time`。",
  "What the record is.": "記錄的種類。",
  "Its place in the list of its kind, from 0.": "在同類清單中的位置，從 0 開始。",
  'Its id as text; "" where it has none.': '以文字表示的編號；沒有時為 ""。',
  "What became of it; `same`: it is here already.": "結果；`same`：已經存在。",
  'Why it was refused; "" where it was not.': '被拒絕的原因；沒有被拒絕時為 ""。',
  "What to know about the record.": "關於這筆記錄應該知道的事。",
  "Whether nothing was written.": "是否沒有寫入任何東西。",
  "One for each record, in their order.": "每筆記錄一個，順序相同。",
};
