/** The texts of channels (`/channels`) in Traditional Chinese: English → Chinese. */
export const channelTexts: Readonly<Record<string, string>> = {
  "The channel as it is now, without its secrets; null for a deleted channel.":
    "通知管道目前的內容，不含密鑰；已刪除時為 null。",
  "Channels": "通知管道",
  "Where alarms are told.": "警報通知送往何處。",
  "List all channels": "獲取所有通知管道",
  "All channels, oldest first.": "所有通知管道，由舊到新。",
  "Create a channel": "新增通知管道",
  "An alarm goes to the channels that its rules name, or else to those of its category, or else to those of the whole server.":
    "警報送往其規則指定的通知管道；沒有指定時送往其分類的管道；分類也沒有時送往整個伺服器的管道。",
  "Get one channel": "獲取單個通知管道",
  "The channel's id.": "通知管道的 ID。",
  "The channel, without its secrets.": "通知管道，不含其機密。",
  "Change a channel": "修改通知管道",
  "A field that is not sent keeps its value; null empties a field.":
    "沒有送出的欄位保持原值；null 會清空欄位。",
  "Delete a channel": "刪除通知管道",
  "Messages that are not sent yet are dropped.": "尚未送出的訊息會被捨棄。",
  "Send a test message": "送出測試訊息",
  "Sends one message at once, also in quiet hours, and tells how it went. A test that fails is not tried again.":
    "立即送出一則訊息（安靜時段也會送出），並回報結果。測試失敗時不會重試。",
  "Whether it was sent.": "是否已送出。",
  "All channels.": "所有通知管道。",
  "How the channel sends.": "通知管道的傳送方式。",
  "The category whose alarms the channel tells; null: the whole server.":
    "通知哪個分類的警報；null 表示整個伺服器。",
  "The host, the variable that holds the URL, or the recipients.":
    "主機、存放 URL 的變數，或收件人。",
  "Whether there is a URL.": "是否已設定 URL。",
  "Whether there is a secret.": "是否已設定機密。",
  "The language of the messages.": "訊息的語言。",
  "When only urgent messages are sent; null: never.": "只送出緊急訊息的時段；null 表示沒有。",
  "When they begin.": "開始時間。",
  "When they end; a time before `from` is on the next day.": "結束時間；早於 `from` 時表示隔天。",
  "The zone of these times.": "這些時間的時區。",
  "The mail server of the kind email.": "email 類型使用的郵件伺服器。",
  "The mail server.": "郵件伺服器。",
  "Its port.": "郵件伺服器的連接埠。",
  "`tls` from the start (465), `starttls` (587), or `none`, which takes no log-in.":
    "`tls`：一開始就加密（465）；`starttls`（587）；`none`：不加密，且不能登入。",
  'Who logs in; "" for a server that asks for no log-in.': '登入的帳號；伺服器不需登入時為 ""。',
  "The sender.": "寄件人。",
  "The recipients.": "收件人。",
  "The executions that send messages of this channel have it as their job's id.":
    "傳送此管道訊息的執行以此作為作業 ID。",
  'The first failure since the last success: ISO 8601 in UTC; "" while it works.':
    '上次成功之後第一次失敗的時間：UTC 的 ISO 8601；正常時為 ""。',
  'Why sending failed last; "" while it works.': '最近一次傳送失敗的原因；正常時為 ""。',
  "Where to send: a secret, which no answer shows. Or the name of a variable of the server that begins with JOB_SECRET_ and holds the URL. For ntfy the URL of the topic; pagerduty needs none.":
    "傳送的位址：屬於機密，任何回應都不顯示。也可以是伺服器上以 JOB_SECRET_ 開頭、存放 URL 的變數名稱。ntfy 為主題的 URL；pagerduty 不需要。",
  "The category whose alarms the channel tells; null: those of the whole server.":
    "通知哪個分類的警報；null 表示整個伺服器的警報。",
  "When only urgent messages are sent; others wait until the end. null: never.":
    "只送出緊急訊息的時段；其他訊息等到時段結束。null 表示沒有。",
  "The key of the signature (webhook), the access token (ntfy), the routing key (pagerduty) or the password (email), or the name of a variable that begins with JOB_SECRET_. No answer shows it.":
    "簽章金鑰（webhook）、存取權杖（ntfy）、路由金鑰（pagerduty）或密碼（email），或以 JOB_SECRET_ 開頭的變數名稱。任何回應都不顯示。",
  "Whether the message was sent.": "訊息是否已送出。",
  "How it was answered, or why it was not sent.": "對方的回應，或沒有送出的原因。",
  "How long it took, in milliseconds.": "花費的時間，單位為毫秒。",
};
