import type { UserId } from "../../scheduler/model/ids.ts";
import { defaultCategory } from "../../scheduler/model/category.ts";
import type { Caller, SignedIn, User } from "../../scheduler/model/user.ts";
import type { Also } from "../../scheduler/store/kv/commit.ts";
import {
  changeUser,
  createUser,
  deleteUser,
  findUser,
  listUsers,
  type UserDraft,
} from "../../scheduler/store/access/users.ts";
import { answer, apiRoutes, body, route } from "../http/api_route.ts";
import type { User as UserAnswer, UserEdit } from "../contract/users.ts";
import type { AppDeps } from "../deps.ts";
import { ifMatch, versionTag } from "../http/etags.ts";
import { once } from "../http/idempotency.ts";
import { actorOf, userChangeEntries, userEntry } from "../logs/security_audit.ts";
import { found, isoTime, nextCursorOf, pageRequest } from "../http/wire.ts";

const apiRoute = apiRoutes(async () => ({
  ...await import("../contract/common.ts"),
  ...await import("../contract/users.ts"),
}));

const listRoute = apiRoute({
  method: "get",
  path: "/users",
  tags: ["users"],
  operationId: "listUsers",
  summary: "List all users",
  description: "By name.",
  right: "admin",
  request: ({ PageQuery }) => ({ query: PageQuery }),
  responses: ({ UserList }) => ({ 200: answer(UserList, "A page of them.") }),
});

const currentRoute = apiRoute({
  method: "get",
  path: "/users/current",
  tags: ["users"],
  operationId: "getCurrentUser",
  summary: "Get the current user",
  permission: "Every user.",
  responses: ({ User }) => ({ 200: answer(User, "The caller.") }),
});

const getRoute = apiRoute({
  method: "get",
  path: "/users/{user_id}",
  tags: ["users"],
  operationId: "getUser",
  summary: "Get one user",
  permission: "Admins, and every user for himself.",
  tagged: true,
  request: ({ UserPath }) => ({ params: UserPath }),
  responses: ({ User }) => ({ 200: answer(User, "The user.") }),
});

const createUserRoute = apiRoute({
  method: "post",
  path: "/users",
  tags: ["users"],
  operationId: "createUser",
  summary: "Create a user",
  right: "admin",
  tagged: true,
  once: true,
  request: ({ NewUser }) => ({ body: body(NewUser) }),
  responses: ({ UserRef }) => ({ 201: answer(UserRef, "He was made.") }),
  errors: [409],
});

const changeRoute = apiRoute({
  method: "put",
  path: "/users/{user_id}",
  tags: ["users"],
  operationId: "changeUser",
  summary: "Change a user",
  right: "admin",
  description: "A new password ends the user's tokens.",
  tagged: true,
  request: ({ UserPath, UserEdit }) => ({ params: UserPath, body: body(UserEdit) }),
  responses: ({ UserRef }) => ({ 200: answer(UserRef, "He was changed.") }),
  errors: [409],
});

const deleteRoute = apiRoute({
  method: "delete",
  path: "/users/{user_id}",
  tags: ["users"],
  operationId: "deleteUser",
  summary: "Delete a user",
  tagged: true,
  right: "admin",
  description: "It ends the user's tokens. The last admin stays.",
  request: ({ UserPath }) => ({ params: UserPath }),
  responses: ({ UserRef }) => ({ 200: answer(UserRef, "He was deleted.") }),
  errors: [409],
});

export function userRoutes(deps: AppDeps) {
  const { db, clock, passwords } = deps;
  return [
    route(listRoute, async (c) => {
      const page = await listUsers(db, pageRequest(c.req.valid("query")));
      return c.json({ users: page.items.map(toWire), ...nextCursorOf(page) }, 200);
    }),
    route(currentRoute, (c) => c.json(toWire(c.var.user), 200)),
    route(getRoute, async (c) => {
      const { user_id } = c.req.valid("param");
      mustSee(c.var.user, user_id);
      const user = found("user", await findUser(db, user_id));
      c.header("ETag", versionTag(user));
      return c.json(toWire(user), 200);
    }),
    route(createUserRoute, async (c) => {
      const { password, ...given } = c.req.valid("json");
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (user: User) => [userEntry(actor, "added", user, now)];
      const make = async (also?: Also<User>) => {
        const draft = {
          username: given.username,
          passwordHash: await passwords.hash(password),
          categoryId: given.category_id ?? defaultCategory,
          isAdmin: given.is_admin ?? false,
          isPermission: given.is_permission ?? false,
        };
        return await createUser(db, draft, now, told, also);
      };
      const made = await once(c, deps, make, (user) => ({
        body: { id: user.id },
        etag: versionTag(user),
      }));
      return c.json(made, 201);
    }),
    route(changeRoute, async (c) => {
      const { user_id } = c.req.valid("param");
      const mustMatch = ifMatch(c);
      mustMatch(found("user", await findUser(db, user_id))); // before the work of hashing
      const draft = await understand(c.req.valid("json"), passwords);
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (before: User, after: User) => userChangeEntries(actor, before, after, now);
      const changed = await changeUser(db, user_id, draft, now, told, mustMatch);
      c.header("ETag", versionTag(found("user", changed)));
      return c.json({ id: user_id }, 200);
    }),
    route(deleteRoute, async (c) => {
      const { user_id } = c.req.valid("param");
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (user: User) => [userEntry(actor, "deleted", user, now)];
      found("user", await deleteUser(db, user_id, now, told, ifMatch(c)) || undefined);
      return c.json({ id: user_id }, 200);
    }),
  ];
}

/** @throws Refusal `not_found` for another user's record, unless an admin asks. */
function mustSee(caller: Caller, id: UserId): void {
  found("user", caller.isAdmin || caller.id === id || undefined);
}

async function understand(
  body: UserEdit,
  passwords: AppDeps["passwords"],
): Promise<Partial<UserDraft>> {
  const { username, password, category_id, is_admin, is_permission } = body;
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { passwordHash: await passwords.hash(password) }),
    ...(category_id === undefined ? {} : { categoryId: category_id }),
    ...(is_admin === undefined ? {} : { isAdmin: is_admin }),
    ...(is_permission === undefined ? {} : { isPermission: is_permission }),
  };
}

function toWire(user: SignedIn): UserAnswer {
  return {
    id: user.id,
    username: user.username,
    category_id: user.categoryId,
    is_admin: user.isAdmin,
    is_permission: user.isPermission,
    created_at: isoTime(user.createdAt),
    updated_at: isoTime(user.updatedAt),
  };
}
