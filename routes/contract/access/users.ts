import { z } from "zod";
import {
  CategoryIdField,
  countOf,
  isWholeText,
  nameOf,
  nextCursor,
  ReadOnly,
  Time,
  yesOrNoOf,
} from "../common.ts";

/** The longest name is as long as that of the first admin in the environment. */
export const Username = nameOf("The name of the user; upper and lower case differ.", 128, "reader");

const longestPassword = 1024;

/** The contract shows a password of two characters: the setting `PASSWORD_MIN_LENGTH` decides on the length. */
export const NewPassword = z.string()
  .min(1, "must not be empty")
  .refine((text) => new TextEncoder().encode(text).length <= longestPassword, {
    error: `must not be longer than ${longestPassword} bytes`,
  })
  .refine(isWholeText, "must be valid Unicode")
  .meta({
    description:
      "The password: at most 1024 bytes, and at least 12 characters unless the server says otherwise. No answer contains it.",
    format: "password",
    maxLength: longestPassword,
    example: "a long pass phrase",
  });

/** The audit log shows an API key as `api key: <name>`. */
const looksLikeApiKey = /^\s*api\s+key\s*:/i;

const sayable = {
  username: Username.refine((name) => !looksLikeApiKey.test(name.normalize("NFKC")), {
    error: "must not begin like an API key in the audit log",
  }),
  password: NewPassword,
  category_id: CategoryIdField,
  is_admin: yesOrNoOf("May do everything.", false),
  is_permission: yesOrNoOf("May change, run, pause and stop the jobs that the user sees.", true),
};

const readOnly = { id: ReadOnly, version: ReadOnly, created_at: ReadOnly, updated_at: ReadOnly };

const example = {
  username: "reader",
  password: "a long pass phrase",
  category_id: 1,
  is_admin: false,
  is_permission: true,
};

/** A new user without rights in the body may read the default category. */
export const NewUser = z.object({
  username: sayable.username,
  password: sayable.password,
  category_id: sayable.category_id.nullish(),
  is_admin: sayable.is_admin.optional(),
  is_permission: sayable.is_permission.optional(),
  ...readOnly,
}).meta({ id: "NewUser", example });
export type NewUser = z.output<typeof NewUser>;

/** A field that is not sent keeps its value. */
export const UserEdit = z.object({
  username: sayable.username.optional(),
  password: sayable.password.optional(),
  category_id: sayable.category_id.nullish(),
  is_admin: sayable.is_admin.optional(),
  is_permission: sayable.is_permission.optional(),
  ...readOnly,
}).meta({ id: "UserEdit", example: { ...example, username: "editor", category_id: 2 } });
export type UserEdit = z.output<typeof UserEdit>;

export const DeletionQuery = z.object({
  api_keys: z.enum(["revoke", "keep"], { error: "must be revoke or keep" }).optional().meta({
    description: "What becomes of the API keys that the user made.",
    example: "revoke",
  }),
});

/** The fields of a user in answers. */
export const UserField = {
  id: z.int().meta({
    description:
      "The user's number. An API key is shown as a user with the key's number below zero.",
    example: 2,
  }),
  username: z.string().meta({ description: "The user's name.", example: "reader" }),
  category_id: countOf("The category whose things the user sees; 0: all.", 1),
  is_admin: sayable.is_admin,
  is_permission: sayable.is_permission,
};

export const User = z.object({
  ...UserField,
  created_at: Time,
  updated_at: Time,
}).meta({ id: "User" });
export type User = z.infer<typeof User>;

export const UserList = z.object({
  users: z.array(User).meta({ description: "The whole list, or the page." }),
  next_cursor: nextCursor,
})
  .meta({ id: "UserList" });
export type UserList = z.infer<typeof UserList>;

export const UserRef = z.object({ id: UserField.id }).meta({ id: "UserRef", example: { id: 2 } });
