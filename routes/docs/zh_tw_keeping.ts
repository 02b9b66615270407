/** The texts of backups and of the doctor in Traditional Chinese: English → Chinese. */
export const keepingTexts: Readonly<Record<string, string>> = {
  "Get a backup of all records": "取得所有記錄的備份",
  "A snapshot of one moment where the database is a file, and ranges elsewhere; the file says which. The service works on meanwhile. Check the file with `deno task verify`: an answer that was cut off is no backup. The file holds password hashes and the signing key. One backup is made at a time.":
    "資料庫為檔案時是某一時刻的快照，其他情況則逐段讀取；檔案中會註明是哪一種。備份期間服務照常運作。請用 `deno task verify` 檢查檔案：中途斷掉的回應不是備份。檔案含有密碼雜湊與簽署金鑰。同一時間只製作一份備份。",
  "Check that the process lives": "檢查程序是否存活",
  "Answers also while a start waits for its database.": "啟動時等待資料庫期間也會回應。",
  "The process lives.": "程序存活。",
  "The backup.": "備份。",
  "A backup: docs/operations.md describes its form.": "備份：格式見 docs/operations.md。",
};
