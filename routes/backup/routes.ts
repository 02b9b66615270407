import { createRoute } from "@hono/zod-openapi";
import project from "../../deno.json" with { type: "json" };
import type { Context } from "hono";
import { callerName } from "../../scheduler/model/caller.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { writeSecurityEntry } from "../../scheduler/store/access/security_log.ts";
import { BackupFile } from "../contract/backup.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, errors, forAdmins } from "../http/route_config.ts";
import { actorOf, securityEntry } from "../logs/security_audit.ts";

/** A backup reads the whole database: a second one at the same time would only make both slower. */
const retryAfterSeconds = 30;

const backupRoute = createRoute({
  method: "get",
  path: "/",
  tags: ["health"],
  operationId: "getBackup",
  summary: "Get a backup of all records",
  description:
    "A snapshot of one moment where the database is a file, and ranges elsewhere; the file says which. The service works " +
    "on meanwhile. Check the file with `deno task verify`: an answer that was cut off is no backup. The file holds " +
    "password hashes and the signing key. One backup is made at a time.",
  security: bearer,
  "x-permission": forAdmins,
  responses: {
    200: {
      description: "The backup.",
      content: { "application/octet-stream": { schema: BackupFile } },
    },
    ...errors(403, 429),
  },
});

export function backupRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  let isMaking = false;
  return newApp().openapi(backupRoute, async (c) => {
    if (isMaking) {
      const message = "A backup is being made already.";
      throw new Refusal("too_many_attempts", message, { retryAfterSeconds });
    }
    if (c.req.method === "HEAD") {
      return c.body(null, 200, { "Content-Type": "application/octet-stream" });
    }
    isMaking = true;
    const name = `carillon-${new Date(clock.now()).toISOString().replaceAll(/[:.]/g, "-")}.backup`;
    const ended = () => {
      isMaking = false;
    };
    await tell(c, deps, name);
    // Loaded on request: most processes make no backup.
    const { openBackup } = await import("../../scheduler/store/backup/make_backup.ts");
    const backup = await openBackup(db, { program: project.version, ended })
      .catch((error) => {
        ended();
        throw error;
      });
    return c.body(backup, 200, {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": "no-store",
    });
  });
}

/**
 * Writes who takes all records, before the first of them leaves: an answer that is cut off has records too. A database that
 * takes no entry, such as one on a full disk, still gives its backup.
 */
async function tell(c: Context<AppEnv>, deps: AppDeps, file: string): Promise<void> {
  const { log, caller } = c.var;
  log.info("a backup is read", { by: callerName(caller) });
  const now = deps.clock.now();
  const what = { kind: "backup", event: "downloaded", subject: file } as const;
  await writeSecurityEntry(deps.db, securityEntry(actorOf(c, deps), what, now), now)
    .catch((error) => {
      log.warn("the security log has no entry of the backup", {
        problem: error instanceof Error ? error.message : String(error),
      });
    });
}
