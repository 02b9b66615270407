/** The texts about alarms in Traditional Chinese: English → Chinese. */
export const alarmTexts: Readonly<Record<string, string>> = {
  "Alarms": "警報",
  "What went wrong, and who looks after it.": "出了什麼問題，由誰處理。",
  "List alarms": "獲取警報清單",
  "Open and closed ones, the last opened first. A page can be shorter than `limit` and still have a `next_cursor`.":
    "包含未關閉與已關閉的警報，最近發出的在前。一頁可能少於 `limit` 筆而仍有 `next_cursor`。",
  "Only alarms that are open, or closed.": "只列出未關閉（open）或已關閉（closed）的警報。",
  "Only alarms of this kind.": "只列出這個種類的警報。",
  "Get one alarm": "獲取單個警報",
  "The alarm's id.": "警報的 ID。",
  "The alarm.": "警報。",
  "Say that you look after an alarm": "表示由你處理警報",
  "The alarm stays open, and nobody is told of it again until it closes.":
    "警報仍未關閉，但在關閉之前不會再次通知。",
  "The alarm as it is now.": "警報目前的內容。",
  "Silence an alarm for a time": "暫時不再通知警報",
  "Nobody is told of it again until then. If it is still open then, it is told again.":
    "在該時間之前不會再次通知；屆時若仍未關閉，會再次通知。",
  "Close an alarm": "關閉警報",
  "The next cause opens a new one.": "下一次發生時會發出新的警報。",
  "The alarm rules of its own; absent where there are none.": "本身的警報規則；沒有時無此欄位。",
  "The alarm as it is now; null when it has been removed.": "警報目前的內容；已移除時為 null。",
  "What raised it.": "發出警報的原因種類。",
  "Whether it is open.": "是否未關閉。",
  "What it is about.": "與什麼有關。",
  "A job, a monitor, or a channel whose messages do not get through.":
    "作業（job）、監看項目（monitor），或訊息送不出去的通知管道（channel）。",
  "Its id.": "其 ID。",
  "Its name when it last raised.": "最近一次發生時的名稱。",
  "When its cause was last seen: ISO 8601 in UTC.": "最近一次發生的時間：UTC 的 ISO 8601 格式。",
  "How often its cause was seen.": "發生的次數。",
  "Why it was last raised, in a sentence.": "以一句話說明最近一次的原因。",
  'The execution that raised it first; "" for none.': '最先引發警報的執行；沒有時為 ""。',
  'The execution that raised it last; "" for none.': '最近引發警報的執行；沒有時為 ""。',
  "Who looks after it; null: nobody yet.": "由誰處理；尚無人處理時為 null。",
  "Who looks after it.": "由誰處理。",
  "The note.": "備註。",
  'Until when nobody is told again: a time, or `recovery`; "" where it is not snoozed.':
    '在何時之前不再通知：時間或 `recovery`（直到恢復）；沒有暫停通知時為 ""。',
  'Who or what closed it: a user, or `recovery`, `deletion` of the job, or `rules` that no longer raise it; "" while it is open.':
    '由誰或因何關閉：使用者，或 `recovery`（已恢復）、`deletion`（作業已刪除）、`rules`（規則不再適用）；未關閉時為 ""。',
  "Whether quiet hours do not hold it back.": "是否不受安靜時段限制。",
  "How often somebody was to be told of it.": "已通知的次數。",
  "What happened to it, oldest first: the opening, and the last 19 steps.":
    "經過，最舊的在前：發出警報，以及最近 19 個步驟。",
  "What happened to it.": "發生了什麼。",
  'Who did it; "" where no person did.': '由誰所為；並非由人所為時為 ""。',
  "What raises alarms; a field that is not sent is taken from the category, and then from the server. {} removes all.":
    "什麼會發出警報；沒有送出的欄位依分類、再依伺服器的設定。{} 移除全部。",
  "What raises alarms; a field that is not sent is taken from the server. {} removes all.":
    "什麼會發出警報；沒有送出的欄位依伺服器的設定。{} 移除全部。",
  "After so many failures one after the other.": "連續失敗幾次之後。",
  "When a fire time was not run.": "觸發時間到了卻沒有執行時。",
  "When an execution has not started so long after its fire time.":
    "超過觸發時間這麼久仍未開始執行時。",
  "When a run takes longer than so many seconds, or so many times the p95 of the last 50 successful runs.":
    "執行時間超過這麼多秒，或超過最近 50 次成功執行的 p95 的這麼多倍時。",
  "When there was no success for so long, or in the 24 hours before a time of day.":
    "這麼久沒有成功，或某個時刻之前的 24 小時內沒有成功時。",
  "How often an open alarm is told again; 0 is never.":
    "未關閉的警報每隔幾小時再次通知；0 為不再通知。",
  "The ids of the channels that are told: of the category, or of the whole server.":
    "要通知的管道的 ID：屬於該分類，或屬於整個伺服器。",
  "A note for others.": "給其他人的備註。",
  "Until when: a time of the next 366 days, or `recovery`.":
    "到何時為止：未來 366 天內的時間，或 `recovery`（直到恢復）。",
};
