import type { Command } from "commander";
import type { Account } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { examples } from "../subcommand.ts";

export function define(command: Command, context: Context): void {
  command.action(async () => {
    const { server, client } = await context.connection();
    const user = await client.auth.account();
    await context.output.one({ server, user }, [
      ["server", server],
      ["user", user.username],
      ["category", user.category_id === 0 ? "all" : user.category_id],
      ["may", rightsOf(user)],
    ]);
  });
  examples(command, ["carillon whoami --json", "for a script"]);
}

export function rightsOf(user: Pick<Account, "is_admin" | "is_permission">): string {
  if (user.is_admin) return "do everything";
  return user.is_permission ? "change and run jobs" : "read";
}
