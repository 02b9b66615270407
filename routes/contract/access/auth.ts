import { z } from "zod";
import { NewPassword, UserField, Username } from "./users.ts";

export const LogIn = z.object({
  username: Username,
  password: z.string().min(1, "must not be empty").max(1024, "must not be longer than 1024 bytes")
    .meta({ description: "The user's password.", format: "password", example: "password" }),
}).meta({ id: "LogIn", example: { username: "admin", password: "password" } });

/** Who is logged in. */
export const Account = z.object({
  id: UserField.id,
  username: UserField.username,
  category_id: UserField.category_id,
  is_admin: UserField.is_admin,
  is_permission: UserField.is_permission,
}).meta({
  id: "Account",
  description: "Who is logged in.",
  example: { id: 1, username: "admin", category_id: 0, is_admin: true, is_permission: true },
});
export type Account = z.infer<typeof Account>;

export const LoggedIn = z.object({
  token: z.string().meta({
    description: "Send it as `Authorization: Bearer`.",
    example: "JWT_TOKEN",
  }),
  user: Account,
}).meta({ id: "LoggedIn" });
export type LoggedIn = z.infer<typeof LoggedIn>;

export const OwnPassword = z.object({
  old_password: LogIn.shape.password.meta({
    description: "The present password.",
    format: "password",
    example: "password",
  }),
  new_password: NewPassword,
}).meta({
  id: "OwnPassword",
  example: { old_password: "password", new_password: "a long pass phrase" },
});
export type OwnPassword = z.output<typeof OwnPassword>;

export const Verified = z.object({
  user: Account,
}).meta({ id: "Verified" });
