/** What routes, their parameters and their answers say, in Traditional Chinese: English → Chinese. */
export const operationTexts: Readonly<Record<string, string>> = {
  "Authentication": "身份驗證",
  "Log in, and see whose a token is.": "登入，以及查詢權杖屬於誰。",
  "Jobs": "作業管理",
  "What is to run, and when.": "要執行什麼，以及何時執行。",
  "Executions": "執行記錄",
  "Each run of a job.": "作業的每一次執行。",
  "Categories": "分類管理",
  "Who sees which jobs.": "誰看得到哪些作業。",
  "Users": "用戶管理",
  "Who may use the API.": "誰可以使用 API。",
  "Audit log": "稽核日誌",
  "Who changed what.": "誰改變了什麼。",
  "Job classes": "作業類別",
  "What jobs can do.": "作業能做的事。",
  "Schedules": "排程",
  "When a schedule fires, before it is kept.": "在儲存之前查看排程何時觸發。",
  "Statistics": "統計",
  "How it goes, in figures.": "以數字呈現運作狀況。",
  "Live": "即時事件",
  "What happens, as it happens.": "事情發生的當下即得知。",
  "API keys": "API 金鑰",
  "Tokens for machines.": "供程式使用的權杖。",
  "Server health": "伺服器狀態",
  "For whoever looks after the server.": "供維運伺服器的人使用。",
  "Documentation": "說明文件",
  "This API, described.": "這個 API 的描述。",

  "The request cannot be read.": "無法讀取請求。",
  "There is no token, or not a valid one.": "沒有權杖，或權杖無效。",
  "The caller may not do this.": "呼叫者無權執行此操作。",
  "There is no such thing, or the caller cannot see it.": "不存在，或呼叫者看不到。",
  "It stands against something that is there.": "與現有的資料衝突。",
  "The body is too large.": "請求內容太大。",
  "The body is not JSON.": "請求內容不是 JSON。",
  "A field does not fit; the details name it.": "有欄位不符；details 指出是哪一個。",
  "Too many log-ins failed, or too many streams are open; the header Retry-After says how long to wait.":
    "登入失敗次數過多，或同時開啟的串流過多；標頭 Retry-After 指出要等多久。",
  "The database does not answer.": "資料庫沒有回應。",

  "Everyone, without a token.": "所有人，不需權杖。",
  "Admins.": "管理員。",
  "Every user, for what lies in his category (category 0 and admins: in all).":
    "所有用戶，限於自己分類內的資料（分類 0 與管理員：全部分類）。",
  "Admins, and users with `is_permission` for what lies in their category (category 0: in all).":
    "管理員，以及具有 `is_permission` 的用戶，限於自己分類內的資料（分類 0：全部分類）。",
  "Every user.": "所有用戶。",
  "Admins, and every user for himself.": "管理員；用戶本人可查詢自己。",

  "Log in": "登入",
  "After too many failures even the right password has to wait.":
    "失敗次數過多之後，即使密碼正確也必須等待。",
  "A token, and whose it is.": "權杖，以及它屬於誰。",
  "Verify the token": "驗證身份",
  "Tells whose token it is.": "說明權杖屬於誰。",
  "The token is valid.": "權杖有效。",

  "List all jobs": "獲取所有作業",
  "At most as many.": "最多回傳幾筆。",
  "The `next_cursor` of the page before.": "前一頁的 `next_cursor`。",
  "A page of them.": "其中一頁。",
  "Get one job": "獲取單個作業",
  "The job's id.": "作業的 ID。",
  "The job.": "該作業。",
  "Create a job": "新增作業",
  "It was made.": "已新增。",
  "Change a job": "修改作業",
  "What is not named stays; a paused job stays paused.":
    "沒有提到的欄位維持不變；暫停中的作業維持暫停。",
  "It was changed.": "已修改。",
  "Delete a job": "刪除作業",
  "Its executions and logs stay.": "它的執行記錄與日誌會保留。",
  "It was deleted.": "已刪除。",
  "Pause a job": "暫停作業",
  "It is paused.": "已暫停。",
  "Resume a job": "恢復作業",
  "With a token; a CORS preflight, which has none, resumes nothing.":
    "須帶權杖；沒有權杖的 CORS 預檢請求不會恢復任何作業。",
  "It is not paused any more.": "已不再暫停。",

  "List the executions of a time range": "獲取指定時間範圍內的執行記錄",
  "From when on; UTC where it names no zone.":
    "ISO格式的開始時間，例如 `2023-01-01T00:00:00.000Z`；沒有指明時區時視為 UTC。",
  "Until when; now where it is not sent.":
    "ISO格式的結束時間，例如 `2023-01-02T00:00:00.000Z`；沒有送出時為現在。",
  "A page of the range.": "範圍內的一頁。",
  "Get one execution": "獲取單個執行記錄",
  "The execution's id.": "執行記錄的 ID。",
  "The execution.": "該執行記錄。",
  "Run a job now": "立即執行作業",
  "The id of the job to run.": "要執行的作業的 ID。",
  "Stop an execution": "停止執行",
  "One that runs is `stopping` until its worker has seen it.":
    "執行中的會先處於 `stopping`，直到工作程序得知為止。",
  "It is being stopped.": "正在停止。",

  "List all categories": "獲取所有分類",
  "All of them, by number.": "全部，依編號排序。",
  "Get one category": "獲取單個分類",
  "The category's number.": "分類的編號。",
  "The category.": "該分類。",
  "Create a category": "新增分類",
  "Change a category": "修改分類",
  "Delete a category": "刪除分類",
  "One that is in use stays, and so do 0 and 1.": "使用中的分類不能刪除，0 與 1 也不能。",

  "List all users": "獲取所有用戶",
  "By name.": "依名稱排序。",
  "Get one user": "獲取單個用戶",
  "The user's number.": "用戶的編號。",
  "The user.": "該用戶。",
  "Get the current user": "獲取當前用戶信息",
  "The caller.": "呼叫者本人。",
  "Create a user": "新增用戶",
  "He was made.": "已新增。",
  "Change a user": "修改用戶",
  "A new password ends the user's tokens.": "更換密碼會使該用戶的權杖失效。",
  "He was changed.": "已修改。",
  "Delete a user": "刪除用戶",
  "It ends the user's tokens. The last admin stays.":
    "該用戶的權杖隨即失效。最後一位管理員不能刪除。",
  "He was deleted.": "已刪除。",

  "Read the audit log": "獲取稽核日誌",
  "Every user, for what lies in his category (category 0 and admins: in all). `kind=security`: admins.":
    "所有用戶，限於自己分類內的資料（分類 0 與管理員：全部分類）。`kind=security`：管理員。",
  "`jobs`: what was done to jobs. `security`: what concerns access; for admins.":
    "`jobs`：對作業所做的事。`security`：與存取有關的事，限管理員。",

  "List the job classes": "獲取作業類別",
  "What jobs can do, with the arguments of each.": "作業能做的事，以及各自的參數。",
  "All job classes, by name.": "所有作業類別，依名稱排序。",

  "List all API keys": "獲取所有 API 金鑰",
  "By number.": "依編號排序。",
  "Create an API key": "新增 API 金鑰",
  "For a program that calls. It sees one category (the default one unless named; 0 is all), and is never an admin. Its secret is shown this once.":
    "供程式呼叫使用。它只看得到一個分類（沒有指定時為預設分類；0 為全部），且絕不會是管理員。密鑰只顯示這一次。",
  "The key, with its secret.": "金鑰與其密鑰。",
  "Get one API key": "獲取單個 API 金鑰",
  "The API key's number.": "API 金鑰的編號。",
  "The key, without its secret.": "金鑰，不含密鑰。",
  "Revoke an API key": "撤銷 API 金鑰",
  "It is void at once.": "立即失效。",
  "It was revoked.": "已撤銷。",

  "Server-sent events of all that the caller may see: `ready` first, then `job`, `execution` (each change of state), `log` and `queue`; `reload` when what was missed cannot be told any more (the feed reaches back 15 minutes), or before a client that fell behind is cut off. A comment each second shows that the connection lives. A caller may follow 20 streams at once.":
    "以 server-sent events 傳送呼叫者看得到的一切：先是 `ready`，然後是 `job`、`execution`（每次狀態改變）、`log` 與 `queue`；錯過的內容已無法補送時（最多回溯 15 分鐘），或落後的用戶端被中斷之前，送出 `reload`。每秒一則註解表示連線仍在。每個呼叫者最多同時開啟 20 條串流。",
  "Only these: job, execution, log, queue; with commas between. All without it.":
    "只要這些：job、execution、log、queue，以逗號分隔。不指定時為全部。",
  "As the header Last-Event-ID, for clients that cannot send one.":
    "與標頭 Last-Event-ID 相同，供無法送出該標頭的用戶端使用。",
  "The id of the last event seen: what came after it is sent first. Some of it may come twice: an event says how a thing is now, so applying it again changes nothing.":
    "最後看到的事件 ID：之後發生的會先送出。其中有些可能重複：事件說明事物現在的樣子，重複套用不會改變任何東西。",
  "The stream.": "事件串流。",
  "With `Accept: text/event-stream` the lines come as events `line`, those that are there first, then each as it is written; `end` with the execution's state ends the stream.":
    "帶 `Accept: text/event-stream` 時，每一行以 `line` 事件送出：先是已有的，之後是新寫入的；`end` 事件帶著執行的狀態結束串流。",
  "The lines, oldest first; or the stream.": "各行輸出，由舊到新；或事件串流。",

  "Is the server up": "伺服器是否運作",
  "It can.": "正常。",
  "Is the server ready": "伺服器是否就緒",
  "Whether its database answers too, and jobs are fired: a tick has run, in whatever process, within three minutes. A server that has just started is given that long.":
    "資料庫是否也有回應，且作業是否按時觸發：三分鐘內在任一程序中執行過一次 tick。剛啟動的伺服器也有這麼長的時間。",
  "It does.": "正常。",
  "Read the metrics of this process": "獲取此程序的量測值",
  "In Prometheus' text format.": "採用 Prometheus 的文字格式。",
  "From the same machine everyone, unless `METRICS_TOKEN` is set; from anywhere who sends that as bearer token, and admins.":
    "未設定 `METRICS_TOKEN` 時，同一台機器上的所有人；任何地方以它為 bearer 權杖者，以及管理員。",
  "The metrics.": "量測值。",

  "Get the OpenAPI document": "獲取 OpenAPI 文件",
  "OpenAPI 3.1 of all that this server answers.": "以 OpenAPI 3.1 描述此伺服器的所有回應。",
  "The document.": "該文件。",
  "Show the documentation": "顯示說明頁面",
  "A page for the browser; it loads nothing from elsewhere.":
    "供瀏覽器開啟的頁面；不會從其他地方載入任何東西。",
  "The page.": "該頁。",
  "Get a file of the documentation page": "獲取說明頁面的檔案",
  "The name of the file.": "檔案名稱。",
  "The file.": "該檔案。",
  "The `ETag` of an earlier answer: where it is still the same, the answer is 304.":
    "先前回應的 `ETag`：若仍相同，回應為 304。",
  "It is still what the client has.": "與用戶端已有的相同。",
  "The `ETag` of an earlier answer, several, or `*`: the change is made only if the record still has that version, and otherwise refused with 412.":
    "先前回應的 `ETag`，可以有數個，或 `*`：只有在資料仍是該版本時才會修改，否則以 412 拒絕。",
  "It has been changed since: it has not the version that `If-Match` names.":
    "資料已被修改：不是 `If-Match` 指定的版本。",
  "Any text that is new with each thing to be made, such as a UUID: the same request sent again within a day gets the same answer, and makes nothing twice.":
    "每次新增時使用新的文字，例如 UUID：一天之內再次送出相同的請求會得到相同的回應，不會重複新增。",
  "The jobs that the caller sees, by name. Some thousand jobs are looked at for one page, and a thousand for `state=failing`: a page can be shorter than `limit` and have a `next_cursor` all the same. Only a page without one is the last.":
    "呼叫者看得到的作業，依名稱排序。每一頁最多檢視數千個作業，`state=failing` 時為一千個：一頁可能少於 `limit` 筆而仍有 `next_cursor`。沒有 `next_cursor` 的才是最後一頁。",
  "Text that is in the name or the class, whether in upper or lower case.":
    "名稱或類別中包含的文字，不分大小寫。",
  "Only of this class.": "只要此類別的。",
  "Only of this category; 0 is all that the caller sees.": "只要此分類的；0 為呼叫者看得到的全部。",
  "Only those that are any of these, with commas between. `failing`: the last execution that ran to an end of its own failed or took too long.":
    "只要符合其中任一狀態的，以逗號分隔。`failing`：最後一次自行結束的執行失敗或逾時。",
  "`last_executions:n`: with each job its last n executions in short, up to 20 (5 without a number). A page has at most 100 jobs then.":
    "`last_executions:n`：每個作業附上最近 n 次執行的摘要，最多 20 次（沒有數字時為 5）。此時一頁最多 100 個作業。",
  "What was scheduled in it, newest first: the last 10 minutes where neither a range nor anything else is asked for, and the whole history where only something else is. Of a long history some thousand records are looked at for one page: a page can be shorter than `limit`, even empty, and have a `next_cursor` all the same. Only a page without one is the last.":
    "預定在該範圍內的執行，由新到舊：沒有指定範圍也沒有其他條件時為最近 10 分鐘；只有其他條件時為全部記錄。記錄很多時，每一頁最多檢視數千筆：一頁可能少於 `limit` 筆，甚至是空的，而仍有 `next_cursor`。沒有 `next_cursor` 的才是最後一頁。",
  "Only in these states, with commas between; `scheduled error` also as `scheduled_error`.":
    "只要這些狀態的，以逗號分隔；`scheduled error` 也可寫成 `scheduled_error`。",
  "Only those that were made so.": "只要以此方式產生的。",
  "Text that is in the job's name, the description or the result, whether in upper or lower case.":
    "作業名稱、說明或結果中包含的文字，不分大小寫。",
  "Only what changed at this time or later.": "只要在此時間或之後有更新的。",
  "Only what changed at this time or earlier.": "只要在此時間或之前有更新的。",
  "By scheduled time: the newest first, or the oldest.": "依預定時間排序：由新到舊，或由舊到新。",
  "Only of this job, deleted or not.": "只要此作業的，無論是否已刪除。",
  "List the executions of a job": "獲取作業的執行記錄",
  "Newest first, also those of a deleted job. The whole history where no range is sent. Of a long history some thousand records are looked at for one page: a page can be shorter than `limit`, even empty, and have a `next_cursor` all the same. Only a page without one is the last.":
    "由新到舊，也包括已刪除的作業。沒有指定範圍時為全部記錄。記錄很多時，每一頁最多檢視數千筆：一頁可能少於 `limit` 筆，甚至是空的，而仍有 `next_cursor`。沒有 `next_cursor` 的才是最後一頁。",
  "Its schedule goes on as it was; a paused job runs too. Where the job has no free instance, its overlap rule decides what becomes of the new execution.":
    "原本的排程照常進行；暫停中的作業也會執行。作業沒有空位時，由其 overlap 規則決定新的執行如何處理。",
  "What became of it.": "處理的結果。",
  "Run an execution again": "重新執行",
  "One that ended without success: a new execution with the same arguments.":
    "針對沒有成功的執行：以相同的參數產生新的執行。",
  "Preview a schedule": "預覽排程",
  "When it would fire, and what it says in words. It makes nothing.":
    "何時會觸發，以及排程的文字說明。不會新增任何東西。",
  "The schedule, understood.": "解讀後的排程。",
  "Who changed what, newest first: the last 24 hours where neither a range nor anything else is asked for, and all of it where only something else is. `user`, `event` and `job_id` are for what was done to jobs. A page that a filter leaves short has a `next_cursor` all the same.":
    "誰改變了什麼，由新到舊：沒有指定範圍也沒有其他條件時為最近 24 小時；只有其他條件時為全部。`user`、`event` 與 `job_id` 用於對作業所做的事。因篩選而較短的一頁仍會有 `next_cursor`。",
  "Only what this user did.": "只要此用戶所做的。",
  "Only this event.": "只要此事件。",
  "By time: the newest first, or the oldest.": "依時間排序：由新到舊，或由舊到新。",
  "Get figures of executions and of the service": "獲取統計數字",
  "How executions ended, by the time of their end, in lengths of time; how full the queue is; whether jobs are fired in time; what is due next.":
    "依結束時間分段統計執行的結果；佇列有多滿；作業是否準時觸發；接下來要觸發什麼。",
  "From when on; UTC where it names no zone. An hour before the end where it is not sent, and of a job its oldest execution that is looked at.":
    "從何時開始；沒有指明時區時視為 UTC。沒有送出時為結束前一小時；針對作業時為所檢視的最舊一次執行。",
  "How long one length of time is, in UTC; chosen by the range where it is not sent. A range holds at most 1440 minutes, 744 hours or 92 days; minutes are kept for two days.":
    "每一段的長度（UTC）；沒有送出時依範圍決定。範圍最多包含 1440 分鐘、744 小時或 92 天；分鐘的統計保留兩天。",
  "Only of this job, from its last 500 executions.": "只要此作業的，取自最近 500 次執行。",
  "The figures.": "統計數字。",
  "Follow what happens": "追蹤即時事件",
  "Get what an execution has said": "獲取執行的輸出",
};
