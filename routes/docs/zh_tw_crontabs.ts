/** The texts about crontabs in Traditional Chinese: English → Chinese. */
export const crontabTexts: Readonly<Record<string, string>> = {
  "Read a crontab": "讀取 crontab",
  "What each line of a crontab becomes: a job, a reason why not, a variable, or a comment. Nothing is stored; POST /api/v1/jobs makes the jobs.":
    "crontab 的每一行會變成什麼：作業、無法成為作業的原因、變數，或註解。不會儲存任何東西；作業由 POST /api/v1/jobs 建立。",
  "When the job fires next.": "作業下次觸發的時間。",
  "The form in which the text was read.": "讀取內容時採用的格式。",
  "Each line of the crontab.": "crontab 的每一行。",
  "As many as the text has lines.": "與文字的行數相同。",
  "Its number, from 1.": "行號，從 1 開始。",
  "Each line is exactly one of these.": "每一行恰為其中一種。",
  'Why the line becomes no job; "" if it is not refused.':
    '這一行無法成為作業的原因；沒有被拒絕時為 ""。',
  'The field at fault; "" if no single field is.': '有問題的欄位；並非單一欄位的問題時為 ""。',
  "What the reader should know about the line.": "關於這一行應該知道的事。",
  "One job, or two where cron joins day and weekday by OR.":
    "一個作業；cron 以「或」結合日期與星期時為兩個。",
  "The body that makes the job with POST /api/v1/jobs.":
    "以 POST /api/v1/jobs 建立作業的請求內容。",
  'The user of the line; "" if it names none.': '這一行的使用者；沒有指定時為 ""。',
  "Equal in each import of the same schedule, user and command.":
    "相同的排程、使用者與命令，每次匯入都相同。",
  'A job that an import made of the same line before; "" if there is none.':
    '先前由同一行匯入的作業；沒有時為 ""。',
  "The crontab; CR, LF and CRLF end a line.": "crontab 的內容；CR、LF 與 CRLF 都是換行。",
  "`system` has a user before each command, as /etc/crontab; `auto` finds out by `path`, comments and lines.":
    "`system`：每個命令之前有使用者，如 /etc/crontab；`auto` 依 `path`、註解與各行判斷。",
  "Where the text comes from.": "內容的來源。",
  "Takes lines of other users than the one that runs commands on the server.":
    "也接受其他使用者的行，而不只是在伺服器上執行命令的使用者。",
};
