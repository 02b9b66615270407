import { z } from "zod";
import { CategoryIdField, isWholeText, nameOf, nextCursor, ReadOnly, Time } from "./common.ts";

/** As long as the first admin's may be. */
export const Username = nameOf("Who it is; upper and lower case differ.", 128);

const longestPassword = 1024;

/** The shortest that the contract shows has two characters: how long it must be is for the admin to say. */
export const NewPassword = z.string()
  .min(1, "must not be empty")
  .refine((text) => new TextEncoder().encode(text).length <= longestPassword, {
    error: `must not be longer than ${longestPassword} bytes`,
  })
  .refine(isWholeText, "must be valid Unicode")
  .meta({ description: "At least one character; never answered." });

const sayable = {
  username: Username,
  password: NewPassword,
  category_id: CategoryIdField,
  is_admin: z.boolean().meta({ description: "May do everything." }),
  is_permission: z.boolean().meta({
    description: "May change, run, pause and stop what he sees.",
  }),
};

const readOnly = { id: ReadOnly, version: ReadOnly, created_at: ReadOnly, updated_at: ReadOnly };

const example = {
  username: "reader",
  password: "a long pass phrase",
  category_id: 1,
  is_admin: false,
  is_permission: true,
};

/** Without a word on rights a new user may read, in the default category. */
export const NewUser = z.strictObject({
  username: sayable.username,
  password: sayable.password,
  category_id: sayable.category_id.optional(),
  is_admin: sayable.is_admin.optional(),
  is_permission: sayable.is_permission.optional(),
  ...readOnly,
}).meta({ id: "NewUser", example });

/** What is not named stays. */
export const UserEdit = z.strictObject({
  username: sayable.username.optional(),
  password: sayable.password.optional(),
  category_id: sayable.category_id.optional(),
  is_admin: sayable.is_admin.optional(),
  is_permission: sayable.is_permission.optional(),
  ...readOnly,
}).meta({ id: "UserEdit", example: { category_id: 2 } });
export type UserEdit = z.output<typeof UserEdit>;

export const User = z.object({
  id: z.int(),
  username: z.string(),
  category_id: z.int(),
  is_admin: z.boolean(),
  is_permission: z.boolean(),
  created_at: Time,
  updated_at: Time,
}).meta({ id: "User" });
export type User = z.infer<typeof User>;

export const UserList = z.object({ users: z.array(User), next_cursor: nextCursor })
  .meta({ id: "UserList" });

export const UserRef = z.object({ id: z.int() }).meta({ id: "UserRef", example: { id: 2 } });
