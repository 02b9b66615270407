/** The texts of jobs as code (`/config`) in Traditional Chinese: English → Chinese. */
export const configTexts: Readonly<Record<string, string>> = {
  "Jobs as code": "作業即程式碼",
  "The configuration as one document.": "以一份文件描述的設定。",
  "Export the configuration": "匯出設定",
  "What the caller sees, as a document that an apply takes. Secrets are left out.":
    "呼叫者看得到的內容，寫成可供套用的文件。不含機密。",
  "Only what a document of this owner made.": "只包含由此擁有者的文件所建立的資料。",
  "Apply a configuration": "套用設定",
  "Makes the server as the document says, or answers with `dry_run` what would be done. The whole document is checked first. Where a record changes meanwhile, the answer is 409: it says what was done, and nothing further is changed.":
    "讓伺服器符合文件所述；使用 `dry_run` 時只回應將會做什麼。會先檢查整份文件。期間若有資料被他人修改，回應為 409：指出已完成的部分，並且不再做其他更改。",
  "Every user for `dry_run`; otherwise each step needs the right for its record.":
    "`dry_run`：所有使用者；否則每個步驟都需要該筆資料的權限。",
  "Answers the plan, and changes nothing.": "只回應計畫，不做任何更改。",
  "Deletes what the same owner made and the document no longer names, of the kinds that the document has a list for.":
    "刪除由同一擁有者建立、而文件不再提到的資料；只限文件中有列表的種類。",
  "Makes the owner of the document the owner of those of its records that nobody owns.":
    "文件中尚無擁有者的資料，改由文件的擁有者擁有。",
  "The `ETag` of a plan. The document is applied only if it still has this plan; otherwise the answer is 412.":
    "計畫的 `ETag`。只有在計畫仍然相同時才會套用文件；否則回應為 412。",
  "What is done, or was done.": "將會做的事，或已做的事。",
  "Get the JSON schema of the configuration": "獲取設定的 JSON Schema",
  "For editors, which check and complete documents by it.": "供編輯器檢查並自動完成文件內容。",
  "The schema.": "JSON Schema。",
  "By which documents know the job, also after it gets another name: a-z, 0-9 and hyphens, unique in its category; absent where it has none.":
    "文件用來識別作業的鍵，作業改名後仍然有效：由 a-z、0-9 與連字號組成，在其分類中唯一；沒有時不出現。",
  "The owner of the document that made it: change the document, so that the next apply does not undo the change. Absent where a person made it.":
    "建立此資料的文件的擁有者：請修改文件，以免下次套用時還原。由人建立時不出現。",
  "By which documents know the job, also after it gets another name: a-z, 0-9 and hyphens, unique in its category; null means not sent.":
    "文件用來識別作業的鍵，作業改名後仍然有效：由 a-z、0-9 與連字號組成，在其分類中唯一；null 等同沒有送出。",
  "A document that an apply takes.": "可供套用的文件。",
  "The owner that the export is about.": "此匯出所屬的擁有者。",
  "The categories, as `ConfigCategory`.": "分類，格式為 `ConfigCategory`。",
  "The calendars, as `ConfigCalendar`.": "行事曆，格式為 `ConfigCalendar`。",
  "The channels, as `ConfigChannel`; only admins see them.":
    "通知管道，格式為 `ConfigChannel`；只有管理員看得到。",
  "The jobs, as `ConfigJob`.": "作業，格式為 `ConfigJob`。",
  "The monitors, as `ConfigMonitor`; without the keys of their ping addresses.":
    "監測，格式為 `ConfigMonitor`；不含 ping 位址的金鑰。",
  "What an apply does, or has done.": "套用將會做的事，或已做的事。",
  "Whether nothing was done.": "是否沒有做任何更改。",
  "The owner of the document.": "文件的擁有者。",
  "What is done, in this order; empty where the server is as the document says.":
    "依序要做的事；伺服器已符合文件時為空。",
  "How many records of the document are as it says already.": "文件中有多少筆資料已經相符。",
  "What the plan leaves out, and why, and what is left to do after it.":
    "計畫略過了什麼、原因，以及之後還要做的事。",
  "One record that is made, changed or deleted.": "一筆要新增、修改或刪除的資料。",
  "What is done.": "做什麼。",
  "What it is done to.": "對哪一種資料。",
  "Its name.": "其名稱。",
  "The category of a job or a monitor.": "作業或監測的分類。",
  "Where it is in the document; absent for what the document does not name.":
    "在文件中的位置；文件沒有提到時不出現。",
  "The key of a job.": "作業的鍵。",
  "Field by field: what changes, or what a new record gets.":
    "逐欄列出：有哪些更改，或新資料的內容。",
  "Why the caller may not do this; absent where the caller may.":
    "呼叫者無權執行的原因；有權時不出現。",
  "The field of the document.": "文件的欄位。",
  "What the server has; absent for the default.": "伺服器上的值；為預設值時不出現。",
  "What the document says; absent for the default.": "文件中的值；為預設值時不出現。",
  "Jobs as code: what a server is to have.": "作業即程式碼：伺服器應有的內容。",
  "Where the schema of the document is, for editors. The server ignores it.":
    "文件的 JSON Schema 位置，供編輯器使用。伺服器會忽略。",
  'Whose document it is: only what the same owner made is deleted when it is no longer in the document. Left out: "default".':
    '文件屬於誰：不再出現於文件的資料，只有由同一擁有者建立的才會刪除。省略時為 "default"。',
  "Whose document it is.": "文件屬於誰。",
  "The categories.": "分類。",
  "The calendars.": "行事曆。",
  "The channels of notifications.": "通知管道。",
  "The jobs.": "作業。",
  "The monitors.": "監測。",
  "A category. Its name says which one it is.": "分類，以名稱識別。",
  "It is the category of jobs that name none: every server has exactly one.":
    "沒有指定分類的作業所屬的分類：每個伺服器恰有一個。",
  "What raises alarms of its jobs; what is left out is taken from the server.":
    "其作業在何時發出警報；省略的部分採用伺服器的設定。",
  "The names of the channels that are told.": "要通知的管道名稱。",
  "A calendar. Its name says which one it is.": "行事曆，以名稱識別。",
  "Repeated events of an iCalendar text are known up to here.":
    "iCalendar 內容的重複事件已計算到此時。",
  "A channel. Its name says which one it is. Secrets are named, never written.":
    "通知管道，以名稱識別。機密只寫變數名稱，不寫內容。",
  "The category whose alarms it tells; left out: the whole server.":
    "通知哪個分類的警報；省略時為整個伺服器。",
  "Where to send: the name of a variable of the server that begins with JOB_SECRET_. Left out: a secret that the server has stored stays.":
    "傳送的位址：伺服器上以 JOB_SECRET_ 開頭的變數名稱。省略時，伺服器已儲存的機密保持不變。",
  "The key, token or password: the name of a variable of the server that begins with JOB_SECRET_. Left out: a secret that the server has stored stays.":
    "金鑰、權杖或密碼：伺服器上以 JOB_SECRET_ 開頭的變數名稱。省略時，伺服器已儲存的機密保持不變。",
  "What the server has stored and no export shows. An apply ignores it.":
    "伺服器已儲存、但匯出不顯示的機密。套用時會忽略。",
  "A job. Its category and its key say which one it is. A field that is left out has its default; without cron fields, the job needs `cron`.":
    "作業，以分類與鍵識別。省略的欄位採用預設值；沒有 cron 欄位時必須有 `cron`。",
  "Which job of its category it is, also after a new name. Left out: made from the name.":
    "識別分類中的哪一個作業，改名後仍然有效。省略時由名稱產生。",
  "The category; left out: the default category.": "分類；省略時為預設分類。",
  "Whether it is paused; left out: the document does not decide it.":
    "是否暫停；省略時文件不決定此事。",
  "When the pause ends by itself. A pause that is over counts as left out.":
    "暫停自動結束的時間。已結束的暫停等同省略。",
  "The first moment at which the job may fire.": "作業最早可觸發的時間。",
  "The job does not fire at this moment or later.": "從此時起作業不再觸發。",
  "What raises alarms of the job; what is left out is taken from the category.":
    "作業在何時發出警報；省略的部分採用分類的設定。",
  "A monitor. Its category and its name say which one it is. It needs `period_seconds`, `cron` or cron fields. The key of its ping address is a secret, and not in the document.":
    "監測，以分類與名稱識別。必須有 `period_seconds`、`cron` 或 cron 欄位。ping 位址的金鑰是機密，不在文件中。",
  "The name, which no other monitor of the category has.": "名稱，在其分類的監測中唯一。",
  "What raises alarms of the monitor; what is left out is taken from the category.":
    "監測在何時發出警報；省略的部分採用分類的設定。",
  "A JSON schema, draft 7.": "JSON Schema（draft 7）。",
};
