import { z } from "zod";

export const BackupFile = z.string().meta({
  id: "BackupFile",
  format: "binary",
  description: "A backup: docs/operations.md describes its form.",
});
