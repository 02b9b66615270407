import { createRoute } from "@hono/zod-openapi";
import { mustAdmin } from "../../scheduler/model/caller.ts";
import type { Category as StoredCategory } from "../../scheduler/model/category.ts";
import {
  changeCategory,
  createCategory,
  deleteCategory,
  findCategory,
  listCategories,
} from "../../scheduler/store/access/categories.ts";
import type { PageRequest } from "../../scheduler/store/kv/pages.ts";
import {
  Category,
  CategoryEdit,
  CategoryList,
  CategoryRef,
  NewCategory,
} from "../contract/access/categories.ts";
import { CategoryPath } from "../contract/common.ts";
import { IdempotencyKey, IfMatch, ifNoneMatchHeader } from "../contract/headers.ts";
import { namedChannels } from "../alarms/named_channels.ts";
import { alarmRulesFromWire } from "../alarms/rules_wire.ts";
import type { AppDeps } from "../deps.ts";
import { jsonBody, noBody } from "../http/body.ts";
import { found } from "../http/errors.ts";
import { ifMatch, ifNoneMatch, versionTag } from "../http/etags.ts";
import { once } from "../http/idempotency.ts";
import { newApp } from "../http/new_app.ts";
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
import { actorOf, categoryChangeEntries, categoryEntry } from "../logs/security_audit.ts";
import { given } from "../http/given.ts";
import { categoryToWire } from "./wire.ts";

const all = { tags: ["categories"], security: bearer };

const listRoute = createRoute({
  ...all,
  method: "get",
  path: "/",
  operationId: "listCategories",
  summary: "List all categories",
  "x-permission": forUsers,
  responses: { 200: json(CategoryList, "All categories, by number."), ...errors() },
});

const getRoute = createRoute({
  ...all,
  method: "get",
  path: "/{category_id}",
  operationId: "getCategory",
  summary: "Get one category",
  "x-permission": forUsers,
  middleware: [ifNoneMatch],
  parameters: [ifNoneMatchHeader],
  request: { params: CategoryPath },
  responses: { 200: taggedJson(Category, "The category."), 304: notModified, ...errors(404) },
});

const createCategoryRoute = createRoute({
  ...all,
  method: "post",
  path: "/",
  operationId: "createCategory",
  summary: "Create a category",
  "x-permission": forAdmins,
  middleware: [jsonBody],
  request: { headers: IdempotencyKey, body: body(NewCategory) },
  responses: { 201: taggedJson(CategoryRef, "Created."), ...errors(403, 409, 415, 422, 507) },
});

const changeRoute = createRoute({
  ...all,
  method: "put",
  path: "/{category_id}",
  operationId: "changeCategory",
  summary: "Change a category",
  "x-permission": forAdmins,
  middleware: [jsonBody],
  request: { params: CategoryPath, headers: IfMatch, body: body(CategoryEdit) },
  responses: {
    200: taggedJson(CategoryRef, "Changed."),
    ...errors(403, 404, 409, 412, 415, 422, 507),
  },
});

const deleteRoute = createRoute({
  ...all,
  method: "delete",
  path: "/{category_id}",
  operationId: "deleteCategory",
  summary: "Delete a category",
  description: "A category that is in use cannot be deleted, and neither can 0 and 1.",
  "x-permission": forAdmins,
  middleware: [noBody],
  request: { params: CategoryPath, headers: IfMatch },
  responses: { 200: json(CategoryRef, "Deleted."), ...errors(403, 404, 409, 412, 507) },
});

export function categoryRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  return newApp()
    .openapi(listRoute, async (c) => {
      const read = async (request: PageRequest) => {
        const page = await listCategories(db, request);
        return { ...page, items: page.items.map(categoryToWire) };
      };
      return await wholeList<CategoryList>(c, { name: "categories", read });
    })
    .openapi(getRoute, async (c) => {
      const { category_id } = c.req.valid("param");
      const category = found("category", await findCategory(db, category_id));
      c.header("ETag", versionTag(category));
      return c.json(categoryToWire(category), 200);
    })
    .openapi(createCategoryRoute, async (c) => {
      const body = c.req.valid("json");
      // A new category has no channels yet.
      (await namedChannels(db, body.alarms))(undefined);
      const draft = {
        name: body.name,
        description: body.description ?? "",
        ...given("alarms", body.alarms && alarmRulesFromWire(body.alarms)),
      };
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (category: StoredCategory) => [categoryEntry(actor, "added", category, now)];
      const made = await once(c, deps, {
        make: (also) => createCategory(db, draft, now, told, also),
        answerOf: (category: StoredCategory) => (
          { body: { id: category.id }, etag: versionTag(category) }
        ),
        mayStill: () => mustAdmin(c.var.caller),
      });
      return c.json(made, 201);
    })
    .openapi(changeRoute, async (c) => {
      const { category_id } = c.req.valid("param");
      const { name, description, alarms } = c.req.valid("json");
      const mustTell = await namedChannels(db, alarms);
      const draft = {
        ...given("name", name),
        ...given("description", description),
        ...given("alarms", alarms && alarmRulesFromWire(alarms)),
      };
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (before: StoredCategory, after: StoredCategory) =>
        categoryChangeEntries(actor, before, after, now);
      const mustMatch = ifMatch(c);
      const changed = await changeCategory(db, category_id, draft, now, told, (before) => {
        mustMatch(before);
        mustTell(before.id);
      });
      c.header("ETag", versionTag(found("category", changed)));
      return c.json({ id: category_id }, 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { category_id } = c.req.valid("param");
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (category: StoredCategory) => [categoryEntry(actor, "deleted", category, now)];
      const isDeleted = await deleteCategory(db, category_id, now, told, ifMatch(c));
      found("category", isDeleted || undefined);
      return c.json({ id: category_id }, 200);
    });
}
