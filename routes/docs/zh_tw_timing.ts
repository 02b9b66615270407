/** The texts about calendars and pauses in Traditional Chinese: English → Chinese. */
export const timingTexts: Readonly<Record<string, string>> = {
  "Calendars": "日曆",
  "Days and times on which jobs fire or do not fire.": "作業會觸發或不觸發的日期與時段。",
  "Maintenance": "維護",
  "Pauses of a category or of everything.": "暫停一個分類，或暫停全部。",
  "Pause a job with a reason": "附原因暫停作業",
  "The job goes on by itself at `until`, or when somebody resumes it. A job that is paused already gets the new reason and the new end.":
    "作業到 `until` 時自動恢復，或由使用者恢復。已暫停的作業改用新的原因與結束時間。",
  "When the schedule fires, which fire times the calendars exclude or move, and the schedule in words. Nothing is stored.":
    "排程何時觸發、日曆排除或移動了哪些觸發時間，以及以文字描述的排程。不會儲存任何東西。",
  "List all calendars": "列出所有日曆",
  "All calendars, by number.": "所有日曆，依編號排序。",
  "Create a calendar": "建立日曆",
  "Get one calendar": "取得單一日曆",
  "The calendar's number.": "日曆的編號。",
  "The calendar.": "日曆。",
  "Change a calendar": "修改日曆",
  "A field that is not sent keeps its value. The next fire times of the jobs that use the calendar follow within a minute or two; a fire looks at the changed calendar at once.":
    "沒有送出的欄位維持原值。使用此日曆的作業，其下次觸發時間在一兩分鐘內更新；觸發時則立即依修改後的日曆判斷。",
  "Delete a calendar": "刪除日曆",
  "A calendar that jobs use cannot be deleted; the error names the jobs.":
    "有作業使用的日曆無法刪除；錯誤訊息會列出這些作業。",
  "List the pauses of categories and of everything": "列出分類及全部的暫停",
  "The pauses that are in force.": "目前有效的暫停。",
  "Pause a category or everything": "暫停一個分類或全部",
  "Fires of the schedule stop; runs that people ask for go on. Without `category_id`, only callers of category 0 and admins may call it. A pause of the same category that is in force gets the new words and the new end.":
    "排程的觸發會停止；使用者要求的執行照常進行。沒有 `category_id` 時，只有分類 0 的呼叫者與管理員可以呼叫。同一分類已有有效的暫停時，改用新的原因與結束時間。",
  "End a pause": "結束暫停",
  "The category; 0 is everything.": "分類；0 為全部。",
  "The calendar as it is now; null for a deleted calendar.": "日曆目前的內容；已刪除時為 null。",
  "The user as it is now; null for a deleted user.": "使用者目前的內容；已刪除時為 null。",
  "The key's number.": "金鑰的編號。",
  "The key as it is now, without its secret; null for a deleted key.":
    "金鑰目前的內容（不含密鑰）；已刪除時為 null。",
  "The category as it is now; null for a deleted category.": "分類目前的內容；已刪除時為 null。",
  "Server-sent events about everything that the caller may see: `ready` first, then `job`, `execution` (each change of state), `log`, `pause`, `queue`, `alarm`, `monitor` (each ping, too), `channel` (for admins), `calendar`, `user` (for admins, and for the user), `api_key` (for admins, also when a key is used) and `category`. `reload` comes when missed events are lost (the feed reaches back 15 minutes), and before a client that fell behind is cut off. A comment each second shows that the connection lives. A caller may follow 20 streams at once.":
    "以 server-sent events 傳送呼叫者看得到的一切：先是 `ready`，然後是 `job`、`execution`（每次狀態改變）、`log`、`pause`、`queue`、`alarm`、`monitor`（包括每次 ping）、`channel`（僅管理員）、`calendar`、`user`（管理員，以及該使用者本人）、`api_key`（僅管理員，金鑰被使用時也會送出）與 `category`。錯過的事件已無法補送時（最多回溯 15 分鐘），以及落後的用戶端被中斷之前，會送出 `reload`。每秒一則註解表示連線仍在。每個呼叫者最多同時開啟 20 條串流。",
  'Why there is no next fire time, or why it is held; "" otherwise.':
    '沒有下次觸發時間，或下次觸發被保留的原因；否則為 ""。',
  "Whether somebody paused the job itself.": "作業本身是否被暫停。",
  'What is paused; "" where no pause is in force for the job.':
    '暫停的範圍；作業不受任何暫停影響時為 ""。',
  "Why; may be empty.": "原因；可以為空。",
  'When the pause ends by itself; "" if somebody has to end it.':
    '暫停自動結束的時間；必須由使用者結束時為 ""。',
  "Who began the pause; may be empty.": "由誰暫停；可以為空。",
  'What becomes of the fire times meanwhile: skipped, or made up for afterwards; "" where they leave no trace.':
    '暫停期間的觸發如何處理：略過，或事後補跑；不留任何記錄時為 ""。',
  "Calendars: the job does not fire when any of them covers the time.":
    "日曆：時間落在其中任一個之內時，作業不觸發。",
  "Calendars: the job fires only when one of them covers the time.":
    "日曆：時間落在其中一個之內時，作業才觸發。",
  "Calendars: the job fires only when one of them covers the time; an empty list allows all.":
    "日曆：時間落在其中一個之內時，作業才觸發；空陣列表示不限。",
  'The first moment at which the job may fire; "" where there is none.':
    '作業最早可以觸發的時間；沒有時為 ""。',
  'The job does not fire at this moment or later; "" where there is none.':
    '作業從此時起不再觸發；沒有時為 ""。',
  'The first moment at which the job may fire; "" takes it away.':
    '作業最早可以觸發的時間；"" 表示移除。',
  'The job does not fire at this moment or later; "" takes it away.':
    '作業從此時起不再觸發；"" 表示移除。',
  "The most by which a run starts later than its fire time.": "執行最多比觸發時間晚開始幾秒。",
  "What happens to a fire time that the calendars exclude.": "被日曆排除的觸發時間如何處理。",
  "The pause; null when it has ended.": "暫停；已結束時為 null。",
  "The paused category; 0 is everything.": "被暫停的分類；0 為全部。",
  "Why.": "原因。",
  "What becomes of the fire times meanwhile: `skip` records them as skipped; `make_up` holds them until the pause ends, and then the misfire rule of each job decides.":
    "暫停期間的觸發如何處理：`skip` 記錄為略過；`make_up` 保留到暫停結束，再依各作業的錯過規則決定。",
  "Fire times from here on are paused.": "從此時起的觸發都在暫停之內。",
  "Who began the pause.": "由誰暫停。",
  "Why, for all who see the pause.": "原因，看得到此暫停的人都會看到。",
  "When the pause ends by itself; without it, when somebody ends it.":
    "暫停自動結束的時間；沒有送出時，由使用者結束。",
  'The excluded fire time that is moved here; "" for one that is not moved.':
    '移到此處的、原本被排除的觸發時間；不是移動而來時為 ""。',
  "The fire times until the last of `fires` that the calendars exclude; at most 100.":
    "到 `fires` 最後一個為止，被日曆排除的觸發時間；最多 100 個。",
  'The calendar of `not_on` that excludes it; "" where `only_on` does.':
    '排除它的 `not_on` 日曆；由 `only_on` 排除時為 ""。',
  'Where it is moved to; "" where it is skipped, or the day has a fire of its own.':
    '移動到的時間；略過，或當天已有自己的觸發時為 ""。',
  "All calendars.": "所有日曆。",
  "The IANA zone of the dates and windows.": "日期與時段所用的 IANA 時區。",
  "Whole days in the zone of the calendar.": "整天的日期，以日曆的時區計。",
  "The first day.": "第一天。",
  "The last day, included.": "最後一天（含）。",
  "What the days or times are; may be empty.": "這些日期或時段是什麼；可以為空。",
  "Stretches of each week, in the zone of the calendar.": "每週的時段，以日曆的時區計。",
  "The days on which the window begins.": "時段在星期幾開始。",
  "When it begins.": "開始時間。",
  "When it ends, not included.": "結束時間（不含）。",
  "Single stretches of time.": "單次的時段。",
  'Repeated events of an iCalendar text are known up to here; "" where none goes on for ever.':
    'iCalendar 內容中的重複事件只計算到此時；沒有永久重複的事件時為 ""。',
  "The last day, included; the first where it is not sent.":
    "最後一天（含）；沒有送出時與第一天相同。",
  "When it ends, not included. An end that is not later than the begin is on the next day.":
    "結束時間（不含）。不晚於開始時間的結束在隔天。",
  "An iCalendar text. Its events become dates and times, beside those that are sent with it; the text itself is not kept. Repeated events are worked out for ten years.":
    "iCalendar 內容。其中的事件成為日期與時段，與一同送出的並存；內容本身不會保留。重複事件計算到十年後。",
  "The category to pause; 0, or nothing, is everything.": "要暫停的分類；0 或沒有送出表示全部。",
};
