/** The texts of backups and of the doctor in Traditional Chinese: English → Chinese. */
export const keepingTexts: Readonly<Record<string, string>> = {
  "Get a backup of all records": "取得所有記錄的備份",
  "A snapshot of one moment where the database is a file, and ranges elsewhere; the file says which. The service works on meanwhile. Check the file with `deno task verify`: an answer that was cut off is no backup. The file holds password hashes and the signing key. One backup is made at a time.":
    "資料庫為檔案時是某一時刻的快照，其他情況則逐段讀取；檔案中會註明是哪一種。備份期間服務照常運作。請用 `deno task verify` 檢查檔案：中途斷掉的回應不是備份。檔案含有密碼雜湊與簽署金鑰。同一時間只製作一份備份。",
  "Check that the process lives": "檢查程序是否存活",
  "Answers also while a start waits for its database.": "啟動時等待資料庫期間也會回應。",
  "The process lives.": "程序存活。",
  "Look for faults in the database and the settings": "檢查資料庫與設定的問題",
  "Reads all records, while the service works: records that cannot be read, index entries without records and records without index entries, executions that no worker has, clocks, zone data, ticks, sizes, retention and settings. Nothing is changed: `deno task doctor -- --fix` mends what is safe to mend. One examination is made at a time.":
    "在服務照常運作時讀取所有記錄：無法讀取的記錄、沒有記錄的索引項、沒有索引項的記錄、沒有工作程序持有的執行、時鐘、時區資料、排程檢查、大小、保留期限與設定。不會改變任何東西：`deno task doctor -- --fix` 會修復可安全修復的部分。同一時間只進行一次檢查。",
  "What was found.": "檢查結果。",
  "How long records are looked at, from 1 to 600; the report says how far that led.":
    "檢查記錄的秒數，1 到 600；報告會說明檢查到哪裡。",
  "What was looked at: a name that stays.": "檢查的項目：名稱固定不變。",
  "error: something does not work; warning: it may not; info: it is worth knowing.":
    "error：有功能無法運作；warning：可能無法運作；info：值得知道。",
  "What is the case.": "情況說明。",
  "What to do about it.": "處理方式。",
  "How many there are, where they are counted.": "有幾個（有計數時）。",
  "Some of the keys or names, at most ten.": "部分的鍵或名稱，最多十個。",
  "The first part of the keys.": "鍵的第一部分。",
  "How many records.": "有幾筆記錄。",
  "Bytes of keys and values, without what the storage adds.":
    "鍵與值的位元組數，不含儲存系統額外的部分。",
  "What was found, the worst first.": "發現的問題，最嚴重的在前。",
  "How many records were looked at.": "檢查了幾筆記錄。",
  "Whether these are all records. If not, the indexes were not compared.":
    "是否為全部記錄。若否，則未比對索引。",
  "How long it took, in milliseconds.": "花費的時間（毫秒）。",
  "The size of each kind of record, the largest first.": "各種記錄的大小，最大的在前。",
  "The backup.": "備份。",
  "A backup: docs/operations.md describes its form.": "備份：格式見 docs/operations.md。",
};
