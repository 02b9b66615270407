/**
 * Gives an admin whose password is lost a new random password:
 *
 *   deno task reset-admin [user name]     ADMIN_USERNAME without a name
 */
import { hashPassword, stopPasswordWorker } from "../scheduler/auth/password.ts";
import { ConfigError } from "../scheduler/config.ts";
import { adminNames, resetPassword } from "../scheduler/reset_password.ts";
import { onDatabase } from "./open_database.ts";

await onDatabase(async (db, { adminUsername }) => {
  const username = Deno.args[0] ?? adminUsername;
  const password = await resetPassword(db, username, hashPassword, Date.now());
  await stopPasswordWorker();
  if (password === undefined) {
    const admins = (await adminNames(db)).join(", ");
    throw new ConfigError([`There is no user ${username}. The admins are: ${admins}`]);
  }
  return `The new password of ${username} is ${password} (not shown again). All log-ins of ${username} ended.`;
});
