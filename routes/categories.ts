import type { Category } from "../scheduler/model/category.ts";
import {
  changeCategory,
  createCategory,
  deleteCategory,
  findCategory,
  listCategories,
} from "../scheduler/store/categories.ts";
import { answer, apiRoute, body, errorAnswers } from "./api_route.ts";
import {
  Category as CategoryAnswer,
  CategoryEdit,
  CategoryList,
  CategoryRef,
  NewCategory,
} from "./contract/categories.ts";
import { CategoryPath } from "./contract/common.ts";
import { type AppDeps, newRoutes } from "./deps.ts";
import { found, isoTime } from "./wire.ts";

const listRoute = apiRoute({
  method: "get",
  path: "/categories",
  tags: ["categories"],
  summary: "All categories",
  responses: { 200: answer(CategoryList, "All of them, by number.") },
});

const getRoute = apiRoute({
  method: "get",
  path: "/categories/{category_id}",
  tags: ["categories"],
  summary: "One category",
  request: { params: CategoryPath },
  responses: { 200: answer(CategoryAnswer, "The category.") },
});

const createCategoryRoute = apiRoute({
  method: "post",
  path: "/categories",
  tags: ["categories"],
  summary: "Make a category; for admins",
  right: "admin",
  request: { body: body(NewCategory) },
  responses: { 201: answer(CategoryRef, "It was made."), ...errorAnswers(409) },
});

const changeRoute = apiRoute({
  method: "put",
  path: "/categories/{category_id}",
  tags: ["categories"],
  summary: "Change a category; for admins",
  right: "admin",
  request: { params: CategoryPath, body: body(CategoryEdit) },
  responses: { 200: answer(CategoryRef, "It was changed."), ...errorAnswers(409) },
});

const deleteRoute = apiRoute({
  method: "delete",
  path: "/categories/{category_id}",
  tags: ["categories"],
  summary: "Delete a category; for admins",
  right: "admin",
  request: { params: CategoryPath },
  responses: { 200: answer(CategoryRef, "It was deleted."), ...errorAnswers(409) },
});

export function categoryRoutes({ db, clock }: AppDeps) {
  return newRoutes()
    .openapi(listRoute, async (c) => {
      const categories = await listCategories(db);
      return c.json({ categories: categories.map(toWire) }, 200);
    })
    .openapi(getRoute, async (c) => {
      const { category_id } = c.req.valid("param");
      return c.json(toWire(found("category", await findCategory(db, category_id))), 200);
    })
    .openapi(createCategoryRoute, async (c) => {
      const { name, description = "" } = c.req.valid("json");
      const { id } = await createCategory(db, { name, description }, clock.now());
      return c.json({ id }, 201);
    })
    .openapi(changeRoute, async (c) => {
      const { category_id } = c.req.valid("param");
      const { name, description } = c.req.valid("json");
      const draft = {
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
      };
      found("category", await changeCategory(db, category_id, draft, clock.now()));
      return c.json({ id: category_id }, 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { category_id } = c.req.valid("param");
      const isDeleted = await deleteCategory(db, category_id, clock.now());
      found("category", isDeleted || undefined);
      return c.json({ id: category_id }, 200);
    });
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
