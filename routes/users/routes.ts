import { createRoute } from "@hono/zod-openapi";
import { mustFit } from "../../scheduler/auth/password_policy.ts";
import { type Caller, isAdmin, mustAdmin, userOf } from "../../scheduler/model/caller.ts";
import { defaultCategory } from "../../scheduler/model/category.ts";
import type { ApiKey } from "../../scheduler/model/api_key.ts";
import type { UserId } from "../../scheduler/model/ids.ts";
import type { User as StoredUser } from "../../scheduler/model/user.ts";
import {
  changeUser,
  createUser,
  deleteUser,
  findUser,
  listUsers,
  type UserDraft,
} from "../../scheduler/store/access/users.ts";
import type { PageRequest } from "../../scheduler/store/kv/pages.ts";
import { PageQuery, UserPath } from "../contract/common.ts";
import { IdempotencyKey, IfMatch, ifNoneMatchHeader } from "../contract/headers.ts";
import {
  DeletionQuery,
  NewUser,
  User,
  UserEdit,
  UserList,
  UserRef,
} from "../contract/access/users.ts";
import type { AppDeps } from "../deps.ts";
import { jsonBody, noBody } from "../http/body.ts";
import { found, methodNotAllowed } from "../http/errors.ts";
import { ifMatch, ifNoneMatch, versionTag } from "../http/etags.ts";
import { once } from "../http/idempotency.ts";
import { given } from "../http/given.ts";
import { newApp } from "../http/new_app.ts";
import { isWhole, nextCursorOf, pageRequest } from "../http/lists/paging.ts";
import {
  bearer,
  body,
  errors,
  forAdmins,
  forUsers,
  json,
  notModified,
  taggedJson,
} from "../http/route_config.ts";
import { wholeList } from "../http/lists/whole_list.ts";
import {
  actorOf,
  apiKeyEntry,
  keptKeyEntry,
  userChangeEntries,
  userEntry,
} from "../logs/security_audit.ts";
import { callerToWire, userToWire } from "./wire.ts";

const all = { tags: ["users"], security: bearer };

const listRoute = createRoute({
  ...all,
  method: "get",
  path: "/",
  operationId: "listUsers",
  summary: "List all users",
  description: "The users are sorted by name.",
  "x-permission": forAdmins,
  request: { query: PageQuery },
  responses: { 200: json(UserList, "A page of the list."), ...errors(403, 422) },
});

const currentRoute = createRoute({
  ...all,
  method: "get",
  path: "/current",
  operationId: "getCurrentUser",
  summary: "Get the current user",
  "x-permission": forUsers,
  responses: { 200: json(User, "The caller."), ...errors() },
});

const getRoute = createRoute({
  ...all,
  method: "get",
  path: "/{user_id}",
  operationId: "getUser",
  summary: "Get one user",
  "x-permission": "Admins; other users for their own record.",
  middleware: [ifNoneMatch],
  parameters: [ifNoneMatchHeader],
  request: { params: UserPath },
  responses: { 200: taggedJson(User, "The user."), 304: notModified, ...errors(404) },
});

const createUserRoute = createRoute({
  ...all,
  method: "post",
  path: "/",
  operationId: "createUser",
  summary: "Create a user",
  "x-permission": forAdmins,
  middleware: [jsonBody],
  request: { headers: IdempotencyKey, body: body(NewUser) },
  responses: { 201: taggedJson(UserRef, "Created."), ...errors(403, 409, 415, 422, 507) },
});

const changeRoute = createRoute({
  ...all,
  method: "put",
  path: "/{user_id}",
  operationId: "changeUser",
  summary: "Change a user",
  description: "A new password ends the user's tokens.",
  "x-permission": forAdmins,
  middleware: [jsonBody],
  request: { params: UserPath, headers: IfMatch, body: body(UserEdit) },
  responses: {
    200: taggedJson(UserRef, "Changed."),
    ...errors(403, 404, 409, 412, 415, 422, 507),
  },
});

const deleteRoute = createRoute({
  ...all,
  method: "delete",
  path: "/{user_id}",
  operationId: "deleteUser",
  summary: "Delete a user",
  description:
    "The user's tokens end. The last admin cannot be deleted. For a user who made API keys, " +
    "the request says what becomes of the keys; otherwise the answer is 409 and names them. The " +
    "admin who keeps the keys answers for them: they may do no more than this admin.",
  "x-permission": forAdmins,
  middleware: [noBody],
  request: { params: UserPath, query: DeletionQuery, headers: IfMatch },
  responses: { 200: json(UserRef, "Deleted."), ...errors(403, 404, 409, 412, 422, 507) },
});

export function userRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  const app = newApp();
  app.openapi(listRoute, async (c) => {
    const query = c.req.valid("query");
    const read = async (request: PageRequest) => {
      const page = await listUsers(db, request);
      return { ...page, items: page.items.map(userToWire) };
    };
    if (isWhole(query)) return await wholeList<UserList>(c, { name: "users", read });
    const page = await read(pageRequest(query));
    return c.json({ users: page.items, ...nextCursorOf(page) }, 200);
  });
  app.openapi(currentRoute, (c) => c.json(callerToWire(c.var.caller), 200));
  // Without this the path would also match `/{user_id}`, with the methods of that one.
  app.all("/current", methodNotAllowed("GET, HEAD"));
  app.openapi(getRoute, async (c) => {
    const { user_id } = c.req.valid("param");
    mustSee(c.var.caller, user_id);
    const user = found("user", await findUser(db, user_id));
    c.header("ETag", versionTag(user));
    return c.json(userToWire(user), 200);
  });
  app.openapi(createUserRoute, async (c) => {
    const [body, actor, now] = [c.req.valid("json"), actorOf(c, deps), clock.now()];
    const told = (user: StoredUser) => [userEntry(actor, "added", user, now)];
    const made = await once(c, deps, {
      make: async (also) => createUser(db, await newUser(body, deps), now, told, also),
      answerOf: (user: StoredUser) => ({ body: { id: user.id }, etag: versionTag(user) }),
      mayStill: () => mustAdmin(c.var.caller),
    });
    return c.json(made, 201);
  });
  app.openapi(changeRoute, async (c) => {
    const { user_id } = c.req.valid("param");
    const mustMatch = ifMatch(c);
    const present = found("user", await findUser(db, user_id));
    mustMatch(present); // before the work of hashing
    const draft = await editedUser(c.req.valid("json"), present.username, deps);
    const [actor, now] = [actorOf(c, deps), clock.now()];
    const told = (before: StoredUser, after: StoredUser) =>
      userChangeEntries(actor, before, after, now);
    const changed = await changeUser(db, user_id, draft, now, told, mustMatch);
    c.header("ETag", versionTag(found("user", changed)));
    return c.json({ id: user_id }, 200);
  });
  app.openapi(deleteRoute, async (c) => {
    const { user_id } = c.req.valid("param");
    const [actor, now] = [actorOf(c, deps), clock.now()];
    const told = {
      user: (user: StoredUser) => userEntry(actor, "deleted", user, now),
      revokedKey: (key: ApiKey) => apiKeyEntry(actor, "revoked", key, now),
      keptKey: (key: ApiKey) => keptKeyEntry(actor, key, now),
    };
    const { api_keys } = c.req.valid("query");
    const madeKeys = api_keys === "keep" ? { keptBy: userOf(c.var.caller).id } : api_keys;
    const isDeleted = await deleteUser(db, user_id, now, told, ifMatch(c), madeKeys);
    found("user", isDeleted || undefined);
    return c.json({ id: user_id }, 200);
  });
  return app;
}

/** @throws Refusal `not_found` for another user's record, unless an admin asks. */
function mustSee(caller: Caller, id: UserId): void {
  const isSelf = caller.kind === "user" && caller.user.id === id;
  found("user", isAdmin(caller) || isSelf || undefined);
}

type PasswordDeps = Pick<AppDeps, "passwords" | "passwordPolicy">;

/** Without a word on rights a new user may read, in the default category. */
async function newUser(
  body: NewUser,
  { passwords, passwordPolicy }: PasswordDeps,
): Promise<UserDraft> {
  await mustFit(passwordPolicy, body);
  return {
    username: body.username,
    passwordHash: await passwords.hash(body.password),
    categoryId: body.category_id ?? defaultCategory,
    isAdmin: body.is_admin ?? false,
    isPermission: body.is_permission ?? false,
  };
}

async function editedUser(
  { username, password, category_id, is_admin, is_permission }: UserEdit,
  presentName: string,
  { passwords, passwordPolicy }: PasswordDeps,
): Promise<Partial<UserDraft>> {
  if (password !== undefined) {
    await mustFit(passwordPolicy, { password, username: username ?? presentName });
  }
  return {
    ...given("username", username),
    ...given("passwordHash", password === undefined ? undefined : await passwords.hash(password)),
    ...given("categoryId", category_id),
    ...given("isAdmin", is_admin),
    ...given("isPermission", is_permission),
  };
}
