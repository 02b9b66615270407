import { z } from "zod";
import { Username } from "./users.ts";

export const LogIn = z.strictObject({
  username: Username,
  password: z.string().min(1, "must not be empty").max(1024, "must not be longer than 1024 bytes"),
}).meta({ id: "LogIn", example: { username: "admin", password: "password" } });

/** Who is logged in. */
export const Account = z.object({
  id: z.int(),
  username: z.string(),
  category_id: z.int(),
  is_admin: z.boolean(),
  is_permission: z.boolean(),
}).meta({
  id: "Account",
  example: { id: 1, username: "admin", category_id: 0, is_admin: true, is_permission: true },
});
export type Account = z.infer<typeof Account>;

export const LoggedIn = z.object({
  token: z.string().meta({ description: "To be sent as `Authorization: Bearer`." }),
  user: Account,
}).meta({ id: "LoggedIn" });

export const Verified = z.object({ user: Account }).meta({ id: "Verified" });
