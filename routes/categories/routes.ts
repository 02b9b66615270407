import type { Category } from "../../scheduler/model/category.ts";
import {
  changeCategory,
  createCategory,
  deleteCategory,
  findCategory,
  listCategories,
} from "../../scheduler/store/access/categories.ts";
import { answer, apiRoutes, body, route } from "../http/api_route.ts";
import type { Category as CategoryAnswer } from "../contract/categories.ts";
import type { AppDeps } from "../deps.ts";
import { ifMatch, versionTag } from "../http/etags.ts";
import { once } from "../http/idempotency.ts";
import { actorOf, categoryChangeEntries, categoryEntry } from "../logs/security_audit.ts";
import { found, isoTime } from "../http/wire.ts";

const apiRoute = apiRoutes(async () => ({
  ...await import("../contract/categories.ts"),
  ...await import("../contract/common.ts"),
}));

const listRoute = apiRoute({
  method: "get",
  path: "/categories",
  tags: ["categories"],
  operationId: "listCategories",
  summary: "List all categories",
  permission: "Every user.",
  responses: ({ CategoryList }) => ({ 200: answer(CategoryList, "All of them, by number.") }),
});

const getRoute = apiRoute({
  method: "get",
  path: "/categories/{category_id}",
  tags: ["categories"],
  operationId: "getCategory",
  summary: "Get one category",
  permission: "Every user.",
  tagged: true,
  request: ({ CategoryPath }) => ({ params: CategoryPath }),
  responses: ({ Category }) => ({ 200: answer(Category, "The category.") }),
});

const createCategoryRoute = apiRoute({
  method: "post",
  path: "/categories",
  tags: ["categories"],
  operationId: "createCategory",
  summary: "Create a category",
  right: "admin",
  tagged: true,
  once: true,
  request: ({ NewCategory }) => ({ body: body(NewCategory) }),
  responses: ({ CategoryRef }) => ({ 201: answer(CategoryRef, "It was made.") }),
  errors: [409],
});

const changeRoute = apiRoute({
  method: "put",
  path: "/categories/{category_id}",
  tags: ["categories"],
  operationId: "changeCategory",
  summary: "Change a category",
  right: "admin",
  tagged: true,
  request: ({ CategoryEdit, CategoryPath }) => ({ params: CategoryPath, body: body(CategoryEdit) }),
  responses: ({ CategoryRef }) => ({ 200: answer(CategoryRef, "It was changed.") }),
  errors: [409],
});

const deleteRoute = apiRoute({
  method: "delete",
  path: "/categories/{category_id}",
  tags: ["categories"],
  operationId: "deleteCategory",
  summary: "Delete a category",
  tagged: true,
  description: "One that is in use stays, and so do 0 and 1.",
  right: "admin",
  request: ({ CategoryPath }) => ({ params: CategoryPath }),
  responses: ({ CategoryRef }) => ({ 200: answer(CategoryRef, "It was deleted.") }),
  errors: [409],
});

export function categoryRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  return [
    route(listRoute, async (c) => {
      const categories = await listCategories(db);
      return c.json({ categories: categories.map(toWire) }, 200);
    }),
    route(getRoute, async (c) => {
      const { category_id } = c.req.valid("param");
      const category = found("category", await findCategory(db, category_id));
      c.header("ETag", versionTag(category));
      return c.json(toWire(category), 200);
    }),
    route(createCategoryRoute, async (c) => {
      const { name, description = "" } = c.req.valid("json");
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (category: Category) => [categoryEntry(actor, "added", category, now)];
      const made = await once(
        c,
        deps,
        (also) => createCategory(db, { name, description }, now, told, also),
        (category: Category) => ({ body: { id: category.id }, etag: versionTag(category) }),
      );
      return c.json(made, 201);
    }),
    route(changeRoute, async (c) => {
      const { category_id } = c.req.valid("param");
      const { name, description } = c.req.valid("json");
      const draft = {
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
      };
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (before: Category, after: Category) =>
        categoryChangeEntries(actor, before, after, now);
      const changed = await changeCategory(db, category_id, draft, now, told, ifMatch(c));
      c.header("ETag", versionTag(found("category", changed)));
      return c.json({ id: category_id }, 200);
    }),
    route(deleteRoute, async (c) => {
      const { category_id } = c.req.valid("param");
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (category: Category) => [categoryEntry(actor, "deleted", category, now)];
      const isDeleted = await deleteCategory(db, category_id, now, told, ifMatch(c));
      found("category", isDeleted || undefined);
      return c.json({ id: category_id }, 200);
    }),
  ];
}

function toWire({ id, name, description, createdAt, updatedAt }: Category): CategoryAnswer {
  return {
    id,
    name,
    description,
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
  };
}
