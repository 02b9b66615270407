/** The descriptions of the fields of the schemas in Traditional Chinese: English → Chinese. */
export const fieldTexts: Readonly<Record<string, string>> = {
  "Why it ended so; at most 200 characters. The newest execution of a job that did not succeed and its newest failure have it; older ones may lack it.":
    "結束的原因；最多 200 個字元。作業最近一次未成功的執行，以及最近一次失敗，都有這個欄位；較舊的執行可能沒有。",
  "The start of the range.": "範圍的開始。",
  "Up to here the fires are counted. It is before the requested end where the range holds very many fires of different schedules.":
    "計數到此為止。範圍內不同排程的觸發非常多時，會早於所要求的結束時間。",
  "How many fires the range holds.": "範圍內共有幾次觸發。",
  "How many jobs fire in the range.": "範圍內有幾個作業會觸發。",
  "When the minute begins.": "這一分鐘的開始。",
  "How many fires the minute holds.": "這一分鐘內有幾次觸發。",
  "What keeps jobs from firing: a calendar of their `not_on`, or a pause.":
    "什麼使作業不觸發：作業 `not_on` 中的行事曆，或暫停。",
  "The name of the calendar, the reason of the pause, or the name of a job that was paused alone.":
    "行事曆的名稱、暫停的原因，或單獨暫停的作業名稱。",
  "The paused category, or that of the paused job; 0 for everything, and for a calendar.":
    "暫停的分類，或所暫停作業的分類；全部暫停以及行事曆時為 0。",
  "When it begins, within the range.": "在範圍內的開始時間。",
  "When it ends, not included, within the range.": "在範圍內的結束時間（不含）。",
  "Stretches of the requested range in which some jobs do not fire, by calendars and pauses; at most 200. Pauses that have ended are told for a day; those of single jobs where `only` is `closed`.":
    "所要求的範圍內，因行事曆與暫停而有作業不觸發的各段時間；最多 200 段。已結束的暫停在一天內仍會列出；單一作業的暫停在 `only` 為 `closed` 時列出。",
  "`closed`: only what calendars and pauses close is told, and no fires are counted. It is for a range that is past.":
    "`closed`：只列出因行事曆與暫停而不觸發的各段時間，不計算觸發次數。用於已過去的範圍。",
  "The first of the jobs that fire in this minute, by name; as many as `names` says.":
    "這一分鐘內會觸發的作業，依名稱排序的前幾個；個數由 `names` 決定。",
  "How many of the jobs of each minute are named; 3 where no number is sent. More than 3 are allowed for a range of at most 10 minutes.":
    "每一分鐘列出幾個作業的名稱；未送出時為 3。範圍不超過 10 分鐘時才可超過 3。",
  "The minutes that have fires, soonest first.": "有觸發的每一分鐘，最早的在前。",
  "How often the job fires in the range.": "作業在範圍內觸發幾次。",
  "The 10 jobs that fire most often, the most frequent first.":
    "觸發最多次的 10 個作業，最多的在前。",
  "Always ok.": "固定為 ok。",
  "What is wrong, in one sentence.": "以一句話說明錯誤。",
  "The error as a code for programs.": "供程式判讀的錯誤代碼。",
  "At most 20 fields; empty for errors that are not about fields.":
    "最多 20 個欄位；與欄位無關的錯誤為空陣列。",
  "The field that is not valid.": "哪個欄位不符。",
  "Why the field is not valid.": "不符的原因。",
  "The text format of Prometheus, version 0.0.4.": "Prometheus 的文字格式，0.0.4 版。",
  "Send it as `Authorization: Bearer`.": "以 `Authorization: Bearer` 送出。",
  "Who is logged in.": "登入者。",
  "The user's number. An API key is shown as a user with the key's number below zero.":
    "使用者的編號。以 API 金鑰呼叫時，為金鑰編號的負數。",
  "The user's name.": "使用者的名稱。",
  "The category whose things the user sees; 0: all.": "使用者看得到的分類；0 為全部。",
  "May do everything.": "可以做所有的事。",
  "May change, run, pause and stop the jobs that the user sees.":
    "可以修改、執行、暫停及停止看得到的作業。",
  "The name of the user; upper and lower case differ.": "使用者名稱；區分大小寫。",
  "The user's password.": "使用者的密碼。",
  "Where the next page begins; absent on the last page.": "下一頁從哪裡開始；最後一頁沒有此欄位。",
  "The class of the job: what it does.": "作業的類別：它做什麼。",
  "The job's name.": "作業的名稱。",
  "The arguments of the job class.": "作業類別的參數。",
  "Months: 1-12 or jan-dec.": "月份：1-12 或 jan-dec。",
  "Days of the month: 1-31, `last`, `3rd fri`, `last fri`.":
    "日期：1-31、`last`、`3rd fri`、`last fri`。",
  'ISO weeks; always "*".': 'ISO 週次；固定為 "*"。',
  "Days of the week: 0-6 or mon-sun; 0 is Monday.": "星期：0-6 或 mon-sun；0 是星期一。",
  "Hours: 0-23.": "小時：0-23。",
  "Minutes: 0-59.": "分鐘：0-59。",
  "The IANA zone in which the cron fields are read.": "cron 欄位所採用的 IANA 時區。",
  "The category of the job.": "作業所屬的分類。",
  'The next fire time; "" for a paused job and for a job that does not fire again.':
    '下次觸發的時間；暫停中或不會再觸發時為 ""。',
  "How many executions may be under way at once.": "最多同時進行幾個執行。",
  "What happens to a fire for which no instance is free.": "沒有空位時，觸發的執行如何處理。",
  "A later fire is not made up for.": "延遲超過此秒數的觸發不會補執行。",
  "One run for all missed fires, or one for each.": "錯過的觸發合併為一次執行，或各執行一次。",
  "How often a failed attempt is tried again.": "失敗後重試幾次。",
  "Before the first retry; it doubles with each.": "第一次重試前的等待秒數；每次加倍。",
  "The longest wait before a retry.": "重試前等待秒數的上限。",
  "For one attempt; 0 is without limit.": "單次嘗試的時限秒數；0 為不限。",
  "The version, which each change raises by one.": "版本，每次修改加一。",
  "ISO 8601 in UTC.": "ISO 8601 時間（UTC）。",
  'ISO 8601 in UTC; "" where there is none.': 'ISO 8601 時間（UTC）；沒有時為 ""。',
  "A class from GET /api/v1/job_classes.": "GET /api/v1/job_classes 所列的類別。",
  "The name of the job; several jobs may have the same name.": "作業名稱；可以重複。",
  "The arguments of the job class; null means not sent.": "作業類別的參數；null 等同沒有送出。",
  "A cron field; null means not sent.": "cron 欄位；null 等同沒有送出。",
  "The number of a category.": "分類的編號。",
  "Ignored: the server sets this field.": "忽略：此欄位由伺服器決定。",
  "The state of the execution.": "執行目前的狀態。",
  "The reason of the state; may be empty.": "狀態的說明；可能為空字串。",
  'The result of the job, as text; "" without a result.': '作業傳回的結果（文字）；沒有時為 ""。',
  "The attempts that a server gave back when it shut down, oldest first; the newest 20. They do not count as attempts.":
    "伺服器關閉時退回的嘗試，由舊到新，最多保留最近 20 次；不計入嘗試次數。",
  "The machine that gave it back.": "退回的主機。",
  "The process that gave it back.": "退回的程序。",
  "How many fire times the execution stands for besides its own; counting ends at 10,000.":
    "除自身之外，此執行代表的觸發時間數；最多計到 10,000。",
  'The first of these fire times; "" for none.': "其中最早的觸發時間；沒有時為空字串。",
  "How far the clock of this process is ahead of those of other processes (negative: behind); absent up to 5 s.":
    "此程序的時鐘比其他程序快多少毫秒（負值為慢）；5 秒以內不出現。",
  "How far the clock of this server is ahead of those of other processes (negative: behind); null where there is none to compare with.":
    "此伺服器的時鐘比其他程序快多少毫秒（負值為慢）；沒有其他程序可比較時為 null。",
  "How many stored records this process found that cannot be read; absent for none.":
    "此程序發現無法讀取的記錄數；沒有時不出現。",
  "How many attempts were started.": "已開始的嘗試次數。",
  "The most attempts that the execution may have.": "最多嘗試幾次。",
  "The attempts that did not succeed.": "沒有成功的嘗試。",
  "The machine that runs the execution.": "執行該作業的機器。",
  "The process that runs the execution; -1 for none.": "執行它的程序；沒有時為 -1。",
  'Always ""; kept for older clients.': '固定為 ""；為舊用戶端保留。',
  "How long the last attempt took; null before its end.":
    "最後一次嘗試所花的毫秒數；結束前為 null。",
  "The job as it was when the execution was made.": "產生執行時的作業內容。",
  "The number of the attempt; the first is 1.": "第幾次嘗試；從 1 開始。",
  "How the attempt ended.": "這次嘗試如何結束。",
  "Why it did not succeed.": "沒有成功的原因。",
  "All categories.": "所有分類。",
  "The name.": "名稱。",
  "The purpose.": "用途。",
  "The name; upper and lower case count as the same.": "名稱；不區分大小寫，不可重複。",
  "The password: at most 1024 bytes, and at least 12 characters unless the server says otherwise. No answer contains it.":
    "密碼：最多 1024 位元組；除非伺服器另有設定，至少 12 個字元。絕不會出現在回應中。",
  "The number of entries in the whole range. With `limit` it is counted up to 10,000.":
    "整個範圍內的筆數。送 `limit` 時最多數到 10,000。",
  "The job of the entry.": "相關的作業。",
  "The name of the job at that time.": "當時作業的名稱。",
  "What happened.": "發生了什麼。",
  "Who made the change.": "誰做了變更。",
  'added: the arguments as JSON; modified: the changes as JSON; deleted: the job as JSON; custom_run and stopped: the execution\'s id; paused, resumed and key_renewed: ""; alarm_acknowledged, alarm_snoozed and alarm_closed: the alarm and the note as JSON.':
    'added：參數（JSON）；modified：變更內容（JSON）；deleted：作業（JSON）；custom_run 與 stopped：執行記錄的 ID；paused、resumed 與 key_renewed：""；alarm_acknowledged、alarm_snoozed 與 alarm_closed：警報與備註（JSON）。',
  "What the entry is about.": "關於什麼。",
  "The name of the user, category, API key or channel, or of the file of a backup; for log-ins the user name as typed.":
    "使用者、分類、API 金鑰、通知管道或備份檔案的名稱；登入時為所輸入的使用者名稱。",
  'Who did it; "" where nobody was signed in.': '由誰進行；沒有人登入時為 ""。',
  'The address of the caller; "" where it is not known.': '呼叫者的位址；不明時為 ""。',
  "modified: the changes as JSON; added and deleted: the record as JSON.":
    "modified：變更內容（JSON）；added 與 deleted：該筆資料（JSON）。",
  "The class string that jobs use.": "作業以此名稱指定它。",
  "What the class does.": "它做什麼。",
  "Whether jobs may use the class on this server.": "此伺服器上的作業是否可以使用。",
  "Why jobs may not use the class; absent when they may.": "不能使用的原因；不能使用時才有此欄位。",
  "The arguments in `pub_args`, in their order.": "`pub_args` 的內容，依順序。",
  "Which values the argument takes.": "接受哪種值。",
  "Whether the argument is required.": "是否必填。",
  "Valid `pub_args`.": "有效的 `pub_args`。",
  "The category whose things the key sees; 0: all.": "金鑰看得到的分類；0 為全部。",
  "`read`: what lies in its category. `change`: also change, run, pause and stop it.":
    "`read`：讀取其分類內的資料。`change`：還可以修改、執行、暫停及停止。",
  "The admin who made the key.": "新增它的管理員。",
  'When the key was last used, to the minute: ISO 8601 in UTC; "" for never.':
    '最後使用的時間，精確到分鐘，ISO 8601（UTC）；從未使用時為 ""。',
  "Send it as `Authorization: Bearer`. Only this answer shows the secret.":
    "以 `Authorization: Bearer` 送出。只有這次回應會顯示密鑰。",
  "The name, which the audit log shows; upper and lower case count as the same.":
    "名稱，會出現在稽核日誌中；不區分大小寫，不可重複。",
  "When the key expires, within the next 10 years; without it, the key does not expire.":
    "何時到期，須在 10 年之內；沒有送出時不會到期。",
  "Whether lines are missing: of a long output only the head and the tail are stored, and a line in between marks the gap.":
    "是否有缺漏：輸出過多時只保留開頭與結尾，中間有一行標示缺漏之處。",
  "The attempt that wrote the line.": "哪一次嘗試的輸出。",
  "The version of OpenAPI.": "OpenAPI 的版本。",
  "The API.": "此 API。",
  "The name of the API.": "API 的名稱。",
  "The version of the API.": "API 的版本。",
  "Each path with its calls.": "每個路徑及其呼叫。",
  "The state that this change set.": "因這次改變而進入的狀態。",
  "The job as it is now; null for a deleted job.": "作業目前的內容；已刪除的作業為 null。",
  "The execution as it is now, perhaps in a later state; null when it has been removed.":
    "現在的樣子，可能已有後續變化；已被移除時為 null。",
  "What made the execution: the schedule, a person, a person who ran another execution again, an alarm of which a channel tells, or a ping of a monitor.":
    "由什麼產生：排程、人、人重新執行另一筆，通知管道要通知的警報，或監測的回報。",
  'Why a person ran the job; "" without a reason.': '手動執行的原因；沒有原因時為 ""。',
  'The id of the execution that this one runs again; "" for none.':
    '被重新執行的執行記錄 ID；沒有時為 ""。',
  "Executions that a worker may take now.": "現在可由工作程序取用的執行。",
  "Executions that wait for their time, mostly retries.": "等待時間到來的執行：多半是重試。",
  "Executions that workers hold.": "工作程序持有的執行。",
  "Jobs with an execution that waits for another one to end.": "有執行在等待另一個執行結束的作業。",
  "Processes that hold a lease.": "持有租約的程序。",
  "Whether all events after Last-Event-ID follow.": "Last-Event-ID 之後的所有事件是否會隨後送出。",
  "Why the missed events are lost.": "無法補送的原因。",
  "A crontab expression, such as `@daily`, in place of all cron fields. Sunday is 0. An expression that cron fields cannot express is refused.":
    "crontab 運算式，例如 `@daily`，用來取代所有 cron 欄位；星期日為 0。cron 欄位無法表達的會被拒絕。",
  "A job on a list.": "清單中的作業。",
  "The last executions, newest first; only where `include` asks for them.":
    "最近的執行，由新到舊；以 `include` 要求時才有此欄位。",
  "An execution in short.": "執行的摘要。",
  "The new execution's id.": "新的執行記錄 ID。",
  "`running` when this server runs it at once; `scheduled` when another may, or while the execution waits for its time or its turn.":
    "這台伺服器立即執行時為 `running`；可能由其他伺服器執行，或等候時間、排隊時為 `scheduled`。",
  "Why the execution waits; may be empty.": "等候的原因；可能為空字串。",
  "Arguments in place of the job's own; null means not sent.":
    "取代作業本身的參數；null 等同沒有送出。",
  "The reason, which is shown with the execution.": "原因；會顯示於執行記錄。",
  "Run the job even if it has no free instance; the execution does not count as an instance.":
    "即使作業沒有空位也執行；此執行不計入同時執行的數量。",
  "When the job runs, at most 366 days ahead; without it, at once.":
    "何時執行，最多 366 天之後；沒有送出時立即執行。",
  "The schedule in words.": "排程的文字說明。",
  "In each language.": "各種語言的說明。",
  "The schedule in words, in Traditional Chinese.": "排程的文字說明，繁體中文。",
  "The next fire times.": "接下來的觸發時間。",
  "The same time in the zone of the schedule, with its offset.":
    "同一時刻在排程時區的時間，附時差。",
  'Why there are fewer fire times than requested; "" otherwise.':
    '觸發時間少於要求數量的原因；沒有時為 ""。',
  "The number of fire times.": "要幾個觸發時間。",
  "Fire times after this moment; without it, after now.":
    "此時間之後的觸發時間；沒有送出時為現在之後。",
  "The language of `description`.": "`description` 的語言。",
  "The number of matching entries in the whole range. With `limit` it is counted up to 10,000, and with several filters among the newest 10,000 entries.":
    "整個範圍內符合條件的筆數。送 `limit` 時最多數到 10,000；有多個條件時只數最新的 10,000 筆之中。",
  "When the first bucket begins.": "第一段從何時開始。",
  "The end of the requested range.": "查詢範圍的結束。",
  "The length of one bucket.": "每一段的長度。",
  "The figures of all buckets together.": "所有時段合計。",
  "How many succeeded.": "成功的次數。",
  "How many failed.": "失敗的次數。",
  "How many took too long.": "逾時的次數。",
  "How many were stopped.": "被停止的次數。",
  "How many never started: missed, skipped, or of an unknown class.":
    "從未開始的次數：錯過、略過，或類別不明。",
  "The share of successes among those that succeeded, failed or took too long; null without any.":
    "成功、失敗與逾時之中成功的比率；沒有時為 null。",
  "How long the last attempts took, in milliseconds; null when none started. For one job the figures are exact; otherwise they are estimates from counts by order of magnitude, right to within a factor of two.":
    "最後一次嘗試所花的毫秒數；沒有開始過時為 null。針對單一作業時為精確值，否則由數量級的計數估算，誤差在兩倍之內。",
  "Half of the attempts took at most this long.": "半數不超過此時間。",
  "95 % of the attempts took at most this long.": "95% 不超過此時間。",
  "99 % of the attempts took at most this long.": "99% 不超過此時間。",
  "The buckets, oldest first.": "各時段，由舊到新。",
  "The queue of the whole service at this moment; each figure is counted up to 1,000.":
    "整個服務此刻的佇列；每項最多數到 1,000。",
  "Executions whose time comes later: retries, and runs for a later time.":
    "時間未到的執行：重試，以及預約的執行。",
  "Executions that workers run.": "工作程序正在執行的。",
  "Whether the whole service fires jobs on time.": "整個服務是否準時觸發作業。",
  "When a tick last ran.": "最近一次執行 tick 的時間。",
  "How long ago the last tick was; null before the first tick.":
    "最近一次 tick 距今多久；第一次之前為 null。",
  "The fire time that has been due the longest and has not been fired.":
    "到期最久而尚未觸發的時間。",
  "How long that fire time has been due; 0 when nothing is due.": "已到期多久；沒有時為 0。",
  "Workers that have work, up to 100; empty for callers who do not see all categories.":
    "有工作的工作程序，最多 100 個；看不到全部分類的呼叫者得到空陣列。",
  "The worker's id.": "工作程序的 ID。",
  "The host of the worker.": "工作程序的主機。",
  "The process of the worker.": "工作程序的程序編號。",
  "Since when the worker has had work.": "從何時開始有工作。",
  "Until when the worker keeps its work without a sign of life.": "失聯後保有工作到何時。",
  "The next 10 jobs that are due; for one category, those among the next 1,000 due jobs of all categories.":
    "接下來到期的 10 個作業；針對單一分類時，取自全部接下來的 1,000 個之中。",
  "When the job is due.": "作業何時到期。",
  "How executions ended in one bucket.": "一個時段內執行的結果。",
  "When the bucket begins.": "此時段從何時開始。",
  "The lines, oldest first.": "各行輸出，由舊到新。",
  "The level of the line.": "重要程度。",
  "The text of the line. A state of a progress line that the program rewrites ends with CR (U+000D); the last state comes once more, without CR.":
    "輸出的內容。程式反覆改寫的進度列，每個狀態以 CR（U+000D）結尾；最後的狀態會再出現一次，不帶 CR。",
  "The present password.": "目前的密碼。",
  "The name of the service.": "服務的名稱。",
  "What the service does.": "服務的用途。",
  "The path of the documentation.": "說明文件的路徑。",
  "The path of the OpenAPI document.": "OpenAPI 文件的路徑。",
  "The path under which all calls are.": "所有呼叫所在的路徑。",
  "The path that says whether the server is ready.": "查詢伺服器是否就緒的路徑。",
  "The version of the time zone rules that schedules are read by.": "解讀排程所用時區規則的版本。",
};
