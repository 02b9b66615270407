/** The texts of log-ins (`/auth/logout`, `/auth/sessions`) in Traditional Chinese: English → Chinese. */
export const sessionTexts: Readonly<Record<string, string>> = {
  "Log out": "登出",
  "Ends the log-in of the token that is sent: the token is refused from then on. Other log-ins of the user go on.":
    "結束所送權杖的登入：此後該權杖會被拒絕。使用者的其他登入不受影響。",
  "Logged out.": "已登出。",
  "List the log-ins": "獲取登入清單",
  "The log-ins of the caller that are open, at most 200. Tokens of servers before this call existed are good until they expire, and are not listed.":
    "呼叫者仍有效的登入，最多 200 筆。此呼叫出現之前的伺服器所發的權杖在到期前仍有效，但不列出。",
  "For admins: the user whose log-ins the call is about; otherwise the caller.":
    "限管理員：要查詢或結束哪位使用者的登入；不送時為呼叫者本人。",
  "The log-ins.": "登入清單。",
  "End all other log-ins": "結束所有其他登入",
  "Ends all log-ins of the caller but the one of the call. With `user_id` of another user it ends all of that user.":
    "結束呼叫者的所有登入，但保留目前這一個。`user_id` 為其他使用者時，結束該使用者的所有登入。",
  "Ended.": "已結束。",
  "End a log-in": "結束單個登入",
  "The log-in's id.": "登入的 ID。",
  "The log-ins, newest first.": "登入清單，由新到舊。",
  "When the token was last used, to the hour: ISO 8601 in UTC.":
    "權杖最近一次使用的時間，精確到小時：UTC 的 ISO 8601 格式。",
  "The address of the client at the log-in.": "登入時用戶端的位址。",
  "The `User-Agent` of the client at the log-in.": "登入時用戶端的 `User-Agent`。",
  "Whether the call was made with it.": "目前的呼叫是否使用此登入。",
  "How many log-ins of the list have ended.": "清單中有幾個登入已結束。",
};
