/** The texts of routes, parameters and answers in Traditional Chinese: English → Chinese. */
export const operationTexts: Readonly<Record<string, string>> = {
  "Count the fires of a time range": "計算一段時間內的觸發次數",
  "How often jobs will fire in each minute of the range, and which jobs fire most often, by their schedules of now. Paused jobs do not count.":
    "依目前的排程，範圍內每一分鐘會觸發幾次，以及哪些作業觸發最多次。暫停中的作業不計入。",
  "The fires.": "觸發次數。",
  "The start of the range; now where no time is sent.": "範圍的開始；沒有送出時為現在。",
  "The end of the range, not included; ten minutes after the start where no time is sent. A range is at most 24 hours long.":
    "範圍的結束（不含）；沒有送出時為開始後十分鐘。範圍最長 24 小時。",
  "Authentication": "身份驗證",
  "Log in, and see who a token belongs to.": "登入，以及查詢權杖屬於誰。",
  "Jobs": "作業管理",
  "What runs, and when.": "要執行什麼，以及何時執行。",
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
  "See when a schedule fires before you save it.": "在儲存之前查看排程何時觸發。",
  "Statistics": "統計",
  "How the service is doing, in figures.": "以數字呈現運作狀況。",
  "Live": "即時事件",
  "Events, as they happen.": "事情發生的當下即得知。",
  "API keys": "API 金鑰",
  "Tokens for machines.": "供程式使用的權杖。",
  "Server health": "伺服器狀態",
  "For operators of the server.": "供維運伺服器的人使用。",
  "Documentation": "說明文件",
  "The description of this API.": "這個 API 的描述。",

  "The request cannot be read.": "無法讀取請求。",
  "The token is missing or not valid.": "沒有權杖，或權杖無效。",
  "The caller may not do this.": "呼叫者無權執行此操作。",
  "It does not exist, or the caller cannot see it.": "不存在，或呼叫者看不到。",
  "The request conflicts with what is stored, such as a name that is in use, or with a record that cannot be read (`unreadable_record`).":
    "與現有的資料衝突，例如名稱已被使用，或所需的記錄無法讀取（`unreadable_record`）。",
  "The body is too large.": "請求內容太大。",
  "The body has a Content-Encoding that is not read.":
    "請求內容使用了無法讀取的 Content-Encoding。",
  "A field is not valid; the details name it.": "有欄位不符；details 指出是哪一個。",
  "Too many log-ins failed, too many streams are open, or a monitor is pinged too often; the header Retry-After says how long to wait.":
    "登入失敗次數過多、同時開啟的串流過多，或監測回報過於頻繁；標頭 Retry-After 指出要等多久。",
  "The database does not answer.": "資料庫沒有回應。",
  "Nothing can be stored now, for example because the disk is full.":
    "目前無法儲存任何資料，例如磁碟已滿。",

  "Everyone, without a token.": "所有人，不需權杖。",
  "Admins.": "管理員。",
  "Every user, for the user's own category (category 0 and admins: for all).":
    "所有使用者，限於自己分類內的資料（分類 0 與管理員：全部分類）。",
  "Admins; users with `is_permission`, for their own category (category 0: for all).":
    "管理員；具有 `is_permission` 的使用者，限於自己分類內的資料（分類 0：全部分類）。",
  "Every user.": "所有使用者。",
  "Admins; other users for their own record.": "管理員；其他使用者可查詢自己。",

  "Log in": "登入",
  "After too many failures even the right password has to wait.":
    "失敗次數過多之後，即使密碼正確也必須等待。",
  "A token, and its user.": "權杖，以及它的使用者。",
  "Verify the token": "驗證身份",
  "Answers with the user of the token.": "回應權杖的使用者。",
  "The token is valid.": "權杖有效。",

  "List all jobs": "獲取所有作業",
  "The most items of one page; without it, the answer holds all.":
    "一頁最多幾筆；不送時，回應包含全部。",
  "The `next_cursor` of the page before; without `limit`, a page has 1000 items.":
    "前一頁的 `next_cursor`；不送 `limit` 時，一頁有 1000 筆。",
  "A page of the list.": "清單的其中一頁。",
  "Get one job": "獲取單個作業",
  "The job's id.": "作業的 ID。",
  "The job.": "該作業。",
  "Create a job": "新增作業",
  "Created.": "已新增。",
  "Change a job": "修改作業",
  "A field that is not sent keeps its value; a paused job stays paused.":
    "沒有送出的欄位維持不變；暫停中的作業維持暫停。",
  "Changed.": "已修改。",
  "Delete a job": "刪除作業",
  "The executions and logs of the job stay.": "作業的執行記錄與日誌會保留。",
  "Deleted.": "已刪除。",
  "Pause a job": "暫停作業",
  "Paused.": "已暫停。",
  "Resume a job": "恢復作業",
  "The call needs a token; a CORS preflight, which has none, resumes nothing.":
    "須帶權杖；沒有權杖的 CORS 預檢請求不會恢復任何作業。",
  "Resumed.": "已恢復。",

  "List the executions of a time range": "獲取指定時間範圍內的執行記錄",
  "The start of the range; UTC where the time names no zone.":
    "ISO格式的開始時間，例如 `2023-01-01T00:00:00.000Z`；沒有指明時區時視為 UTC。",
  "The end of the range; now where no time is sent.":
    "ISO格式的結束時間，例如 `2023-01-02T00:00:00.000Z`；沒有送出時為現在。",
  "A page of the range.": "範圍內的一頁。",
  "Get one execution": "獲取單個執行記錄",
  "The execution's id.": "執行記錄的 ID。",
  "The execution.": "該執行記錄。",
  "Run a job now": "立即執行作業",
  "The id of the job to run.": "要執行的作業的 ID。",
  "Stop an execution": "停止執行",
  "A running execution is `stopping` until its worker has seen the request.":
    "執行中的執行記錄會先處於 `stopping`，直到工作程序得知為止。",
  "The execution is being stopped.": "正在停止該執行。",

  "List all categories": "獲取所有分類",
  "All categories, by number.": "所有分類，依編號排序。",
  "Get one category": "獲取單個分類",
  "The category's number.": "分類的編號。",
  "The category.": "該分類。",
  "Create a category": "新增分類",
  "Change a category": "修改分類",
  "Delete a category": "刪除分類",
  "A category that is in use cannot be deleted, and neither can 0 and 1.":
    "使用中的分類不能刪除，0 與 1 也不能。",

  "List all users": "獲取所有用戶",
  "The order by name.": "依名稱排序的方向。",
  "The users are sorted by name.": "使用者依名稱排序。",
  "Get one user": "獲取單個用戶",
  "The user's number.": "使用者的編號。",
  "The user.": "該使用者。",
  "Get the current user": "獲取當前用戶信息",
  "The caller.": "呼叫者本人。",
  "Create a user": "新增用戶",
  "Change a user": "修改用戶",
  "A new password ends the user's tokens.": "更換密碼會使該使用者的權杖失效。",
  "Delete a user": "刪除用戶",
  "The user's tokens end. The last admin cannot be deleted. For a user who made API keys, the request says what becomes of the keys; otherwise the answer is 409 and names them. The admin who keeps the keys answers for them: they may do no more than this admin.":
    "該使用者的權杖隨即失效。最後一位管理員不能刪除。使用者若建立過 API 金鑰，請求須說明如何處理這些金鑰；否則回應 409 並列出金鑰。保留金鑰的管理員須為其負責：金鑰的權限不會超過該管理員。",
  "What becomes of the API keys that the user made.":
    "如何處理該使用者建立的 API 金鑰：撤銷或保留。",

  "Read the audit log": "獲取稽核日誌",
  "Every user, for the user's own category (category 0 and admins: for all). `kind=security`: admins.":
    "所有使用者，限於自己分類內的資料（分類 0 與管理員：全部分類）。`kind=security`：管理員。",
  "`jobs`: changes of jobs. `security`: changes of users, categories, API keys and channels, and log-ins; for admins.":
    "`jobs`：作業的變更。`security`：使用者、分類與 API 金鑰的變更，以及登入；限管理員。",

  "List the job classes": "獲取作業類別",
  "What jobs can do, and which arguments each class takes.":
    "作業能做的事，以及每個類別接受的參數。",
  "All job classes, by name.": "所有作業類別，依名稱排序。",

  "List all API keys": "獲取所有 API 金鑰",
  "The keys are sorted by number.": "金鑰依編號排序。",
  "Create an API key": "新增 API 金鑰",
  "For a program that calls the API. The key sees one category (without `category_id` the default one; 0 is all) and is never an admin. It may do no more than its maker at any moment. Only this answer shows the secret.":
    "供程式呼叫 API 使用。金鑰只看得到一個分類（沒有 `category_id` 時為預設分類；0 為全部），且絕不會是管理員。金鑰的權限任何時候都不會超過其建立者。只有這次回應會顯示密鑰。",
  "The key, with its secret.": "金鑰與其密鑰。",
  "Get one API key": "獲取單個 API 金鑰",
  "The API key's number.": "API 金鑰的編號。",
  "The key, without its secret.": "金鑰，不含密鑰。",
  "Revoke an API key": "撤銷 API 金鑰",
  "The key is void at once.": "金鑰立即失效。",
  "Revoked.": "已撤銷。",

  "Only these kinds, with commas between: job, execution, log, pause, queue, alarm, monitor, channel, calendar, user, api_key, category. Without the parameter, all of them.":
    "只要這些種類，以逗號分隔：job、execution、log、pause、queue、alarm、monitor、channel、calendar、user、api_key、category。不指定時為全部。",
  "The same as the header Last-Event-ID, for clients that cannot send the header.":
    "與標頭 Last-Event-ID 相同，供無法送出該標頭的用戶端使用。",
  "The id of the last event that the client saw: the events after it are sent first. Some may come twice; an event shows the current state of a thing, so applying it again changes nothing.":
    "用戶端最後看到的事件 ID：之後的事件會先送出。其中有些可能重複；事件呈現事物目前的狀態，重複套用不會改變任何東西。",
  "The stream.": "事件串流。",
  "With `Accept: text/event-stream` the lines come as events `line`: first the written ones, then each new one. An event `end` with the execution's state ends the stream.":
    "帶 `Accept: text/event-stream` 時，每一行以 `line` 事件送出：先是已寫入的，之後是每一個新的。帶有執行狀態的 `end` 事件結束串流。",
  "The lines, oldest first; or the stream.": "各行輸出，由舊到新；或事件串流。",

  "Check that the server is up": "檢查伺服器是否運作",
  "The server is up.": "伺服器運作中。",
  "Check that the server is ready": "檢查伺服器是否就緒",
  "The server is ready when its database answers and takes writes, and a tick ran within the last three minutes, in any process. A server that has just started has three minutes for that.":
    "資料庫有回應、可以寫入，且三分鐘內任一程序執行過 tick 時，伺服器即為就緒。剛啟動的伺服器也有三分鐘的時間。",
  "The server is ready.": "伺服器已就緒。",
  "Read the metrics of this process": "獲取此程序的量測值",
  "In the text format of Prometheus.": "採用 Prometheus 的文字格式。",
  "Everyone on the same machine, unless `METRICS_TOKEN` is set; from anywhere, admins and whoever sends that token.":
    "未設定 `METRICS_TOKEN` 時，同一台機器上的所有人；從任何地方，管理員以及送出該權杖的人。",
  "The metrics.": "量測值。",

  "Get the OpenAPI document": "獲取 OpenAPI 文件",
  "OpenAPI 3.1 of all calls of this server.": "以 OpenAPI 3.1 描述此伺服器的所有呼叫。",
  "The document.": "該文件。",
  "Show the documentation": "顯示說明頁面",
  "A page for the browser. The page loads nothing from other servers.":
    "供瀏覽器開啟的頁面。此頁面不會從其他伺服器載入任何東西。",
  "The page.": "該頁。",
  "The whole list, or the page.": "整個清單，或該頁。",
  "The whole range, or the page.": "整個範圍，或該頁。",
  "Get a file of the documentation page": "獲取說明頁面的檔案",
  "The name of the file.": "檔案名稱。",
  "The file.": "該檔案。",
  "The `ETag` of an earlier answer. The answer is 304 when the record still has it.":
    "先前回應的 `ETag`：若仍相同，回應為 304。",
  "The record has not changed.": "資料沒有變更。",
  "One or more `ETag`s of earlier answers, or `*`. The change is made only if the record still has that version; otherwise the answer is 412.":
    "先前回應的一或數個 `ETag`，或 `*`。只有在資料仍是該版本時才會修改，否則回應為 412。",
  "The record has changed: its version is not the one that `If-Match` names.":
    "資料已被修改：版本與 `If-Match` 指定的不同。",
  "A text that is different for each thing to create, such as a UUID. The same request sent again within a day gets the same answer and creates nothing twice.":
    "每次新增時使用不同的文字，例如 UUID。一天之內再次送出相同的請求會得到相同的回應，不會重複新增。",
  "The jobs that the caller sees, by name. Without `limit` the answer holds all of them. With `limit`, one page looks at a few thousand jobs, or a thousand for `state=failing`, so a page can be shorter than `limit` and still have a `next_cursor`. Only a page without `next_cursor` is the last.":
    "呼叫者看得到的作業，依名稱排序。不送 `limit` 時，回應包含全部。送 `limit` 時，每一頁最多檢視數千個作業，`state=failing` 時為一千個：一頁可能少於 `limit` 筆而仍有 `next_cursor`。沒有 `next_cursor` 的才是最後一頁。",
  "Text in the name or the class; upper and lower case count as the same.":
    "名稱或類別中包含的文字，不分大小寫。",
  "Only jobs of this class.": "只要此類別的作業。",
  "Only this category; 0 stands for all that the caller sees.":
    "只要此分類；0 為呼叫者看得到的全部分類。",
  "Only jobs in any of these states, with commas between. `failing`: the last execution that ran to an end of its own failed or took too long.":
    "只要處於其中任一狀態的作業，以逗號分隔。`failing`：最後一次自行結束的執行失敗或逾時。",
  "`last_executions:n` adds the last n executions of each job in short, up to 20 (5 without a number). A page then has at most 100 jobs.":
    "`last_executions:n`：每個作業附上最近 n 次執行的摘要，最多 20 次（沒有數字時為 5）。此時一頁最多 100 個作業。",
  "The executions that were scheduled in the range, newest first. Without a range it is the last 10 minutes, or the whole history when another filter is sent. Without `limit` the answer holds all of them, however many. With `limit`, one page looks at a few thousand records of a long history, so a page can be shorter than `limit`, even empty, and still have a `next_cursor`. Only a page without `next_cursor` is the last.":
    "預定在該範圍內的執行，由新到舊。沒有指定範圍時為最近 10 分鐘；有其他篩選條件時為全部記錄。不送 `limit` 時，回應包含全部，不論多少筆。送 `limit` 而記錄很多時，每一頁只檢視數千筆：一頁可能少於 `limit` 筆，甚至是空的，而仍有 `next_cursor`。沒有 `next_cursor` 的才是最後一頁。",
  "Only executions in these states, with commas between. `scheduled error` may be written `scheduled_error`.":
    "只要這些狀態的執行，以逗號分隔。`scheduled error` 也可寫成 `scheduled_error`。",
  "Only executions with this trigger.": "只要以此方式產生的執行。",
  "Text in the job's name, the description or the result; upper and lower case count as the same.":
    "作業名稱、說明或結果中包含的文字，不分大小寫。",
  "Only executions that changed at this time or later.": "只要在此時間或之後有更新的執行。",
  "Only executions that changed at this time or earlier.": "只要在此時間或之前有更新的執行。",
  "The order by scheduled time: `desc` is newest first, `asc` oldest first.":
    "依預定時間排序：`desc` 由新到舊，`asc` 由舊到新。",
  "Only this job, which may be deleted.": "只要此作業，包括已刪除的。",
  "List the executions of a job": "獲取作業的執行記錄",
  "The executions of the job, newest first, also for a deleted job. Without a range it is the whole history. Without `limit` the answer holds all of them, however many. With `limit`, one page looks at a few thousand records of a long history, so a page can be shorter than `limit`, even empty, and still have a `next_cursor`. Only a page without `next_cursor` is the last.":
    "作業的執行，由新到舊，也包括已刪除的作業。沒有指定範圍時為全部記錄。不送 `limit` 時，回應包含全部，不論多少筆。送 `limit` 而記錄很多時，每一頁只檢視數千筆：一頁可能少於 `limit` 筆，甚至是空的，而仍有 `next_cursor`。沒有 `next_cursor` 的才是最後一頁。",
  "The schedule of the job stays as it is, and a paused job runs too. When the job has no free instance, the execution waits its turn; `force` starts it at once. At most 100 executions of a job wait.":
    "作業的排程不變；暫停中的作業也會執行。作業沒有空餘的執行個體時，這次執行會排隊等候；`force` 使它立即開始。一個作業最多 100 筆在等候。",
  "The new execution.": "新的執行。",
  "Run an execution again": "重新執行",
  "Makes a new execution with the same arguments, for an execution that ended without success. It waits its turn, as a job that is run now.":
    "針對沒有成功結束的執行，以相同的參數建立新的執行。與立即執行一樣，需要時會排隊等候。",
  "Preview a schedule": "預覽排程",
  "The schedule as it was understood.": "解讀後的排程。",
  "Who changed what, newest first. Without a range it is the last 24 hours, or the whole log when another filter is sent. `user`, `event` and `job_id` filter the log of jobs. Without `limit` the answer holds the whole range. With `limit`, a page can be shorter than `limit` and still have a `next_cursor`.":
    "誰改變了什麼，由新到舊。沒有指定範圍時為最近 24 小時；有其他篩選條件時為全部。`user`、`event` 與 `job_id` 用於篩選作業的日誌。不送 `limit` 時，回應包含整個範圍。送 `limit` 時，一頁可能少於 `limit` 筆而仍有 `next_cursor`。",
  "Only what this user did.": "只要此使用者所做的事。",
  "Only this event.": "只要此事件。",
  "The order by time: `desc` is newest first, `asc` oldest first.":
    "依時間排序：`desc` 由新到舊，`asc` 由舊到新。",
  "Get figures of executions and of the service": "獲取統計數字",
  "How executions ended, in buckets by the time of their end; how full the queue is; whether jobs fire on time; what is due next.":
    "依結束時間分段統計執行的結果；佇列有多滿；作業是否準時觸發；接下來要觸發什麼。",
  "The start of the range; UTC where the time names no zone. Without it, the range begins an hour before its end, or for a job with its oldest counted execution.":
    "範圍的開始；沒有指明時區時視為 UTC。沒有送出時為結束前一小時；針對作業時為所計算的最舊一次執行。",
  "The length of one bucket, in UTC; without it, the range decides. A range holds at most 1440 minutes, 744 hours or 92 days. Minutes are stored for two days.":
    "每一段的長度（UTC）；沒有送出時依範圍決定。範圍最多包含 1440 分鐘、744 小時或 92 天。分鐘的統計保留兩天。",
  "Only this job, from its last 500 executions.": "只要此作業，取自最近 500 次執行。",
  "The figures.": "統計數字。",
  "Follow events": "追蹤即時事件",
  "Get the output of an execution": "獲取執行的輸出",
  "Change the own password": "變更自己的密碼",
  "Ends all tokens of the user, and answers a new one. Wrong old passwords count as failed log-ins.":
    "使該使用者的所有權杖失效，並回應新的權杖。舊密碼錯誤視為登入失敗。",
  "A new token, and its user.": "新的權杖，以及它的使用者。",
  "See what this server is": "查看這是什麼伺服器",
  "Answers a browser with a page, and any other client with JSON.":
    "瀏覽器得到網頁，其他用戶端得到 JSON。",
  "The name of the service, and where its documentation is.": "服務的名稱，以及說明文件的位置。",
};
