import { createRoute } from "@hono/zod-openapi";
import { hashApiKeySecret, newApiKeySecret } from "../../scheduler/auth/api_key_secret.ts";
import type { ApiKey as StoredKey } from "../../scheduler/model/api_key.ts";
import { type Caller, callerName, mustAdmin } from "../../scheduler/model/caller.ts";
import { defaultCategory } from "../../scheduler/model/category.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { day, type Instant } from "../../scheduler/model/time.ts";
import {
  type ApiKeyDraft,
  createApiKey,
  deleteApiKey,
  findApiKey,
  listApiKeys,
} from "../../scheduler/store/access/api_keys.ts";
import type { PageRequest } from "../../scheduler/store/kv/pages.ts";
import {
  ApiKey,
  ApiKeyList,
  ApiKeyPath,
  ApiKeyRef,
  MadeApiKey,
  NewApiKey,
} from "../contract/access/api_keys.ts";
import { PageQuery } from "../contract/common.ts";
import { IdempotencyKey } from "../contract/headers.ts";
import type { AppDeps } from "../deps.ts";
import { jsonBody, noBody } from "../http/body.ts";
import { found } from "../http/errors.ts";
import { once } from "../http/idempotency.ts";
import { newApp } from "../http/new_app.ts";
import { isWhole, nextCursorOf, pageRequest } from "../http/lists/paging.ts";
import { bearer, body, errors, forAdmins, json } from "../http/route_config.ts";
import { wholeList } from "../http/lists/whole_list.ts";
import { actorOf, apiKeyEntry } from "../logs/security_audit.ts";
import { apiKeyToWire } from "./wire.ts";

const longestLifeMs = 3653 * day;

const all = { tags: ["api_keys"], security: bearer, "x-permission": forAdmins };

const listRoute = createRoute({
  ...all,
  method: "get",
  path: "/",
  operationId: "listApiKeys",
  summary: "List all API keys",
  description: "The keys are sorted by number.",
  request: { query: PageQuery },
  responses: { 200: json(ApiKeyList, "A page of the list."), ...errors(403, 422) },
});

const getRoute = createRoute({
  ...all,
  method: "get",
  path: "/{key_id}",
  operationId: "getApiKey",
  summary: "Get one API key",
  request: { params: ApiKeyPath },
  responses: { 200: json(ApiKey, "The key, without its secret."), ...errors(403, 404) },
});

const createApiKeyRoute = createRoute({
  ...all,
  method: "post",
  path: "/",
  operationId: "createApiKey",
  summary: "Create an API key",
  description:
    "For a program that calls the API. The key sees one category (without `category_id` " +
    "the default one; 0 is all) and is never an admin. It may do no more than its maker at any " +
    "moment. Only this answer shows the secret.",
  middleware: [jsonBody],
  request: { headers: IdempotencyKey, body: body(NewApiKey) },
  responses: {
    201: json(MadeApiKey, "The key, with its secret."),
    ...errors(403, 409, 415, 422, 507),
  },
});

const deleteRoute = createRoute({
  ...all,
  method: "delete",
  path: "/{key_id}",
  operationId: "revokeApiKey",
  summary: "Revoke an API key",
  description: "The key is void at once.",
  middleware: [noBody],
  request: { params: ApiKeyPath },
  responses: { 200: json(ApiKeyRef, "Revoked."), ...errors(403, 404, 507) },
});

export function apiKeyRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  return newApp()
    .openapi(listRoute, async (c) => {
      const query = c.req.valid("query");
      const read = async (request: PageRequest) => {
        const page = await listApiKeys(db, request);
        return { ...page, items: page.items.map(apiKeyToWire) };
      };
      if (isWhole(query)) return await wholeList<ApiKeyList>(c, { name: "api_keys", read });
      const page = await read(pageRequest(query));
      return c.json({ api_keys: page.items, ...nextCursorOf(page) }, 200);
    })
    .openapi(getRoute, async (c) => {
      const { key_id } = c.req.valid("param");
      return c.json(apiKeyToWire(found("API key", await findApiKey(db, key_id))), 200);
    })
    .openapi(createApiKeyRoute, async (c) => {
      const [actor, now, secret] = [actorOf(c, deps), clock.now(), newApiKeySecret()];
      const draft = await newApiKey(c.req.valid("json"), secret, c.var.caller, now);
      const told = (key: StoredKey) => apiKeyEntry(actor, "added", key, now);
      const made = await once(c, deps, {
        make: (also) => createApiKey(db, draft, told, now, also),
        answerOf: (key: StoredKey) => ({ body: { ...apiKeyToWire({ key }), secret } }),
        mayStill: () => mustAdmin(c.var.caller),
      });
      return c.json(made, 201);
    })
    .openapi(deleteRoute, async (c) => {
      const { key_id } = c.req.valid("param");
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (key: StoredKey) => apiKeyEntry(actor, "revoked", key, now);
      found("API key", await deleteApiKey(db, key_id, told, now) || undefined);
      return c.json({ id: key_id }, 200);
    });
}

/** @throws Refusal `invalid` for an end that has passed or is more than 10 years ahead. */
async function newApiKey(
  { name, category_id, access, expires_at }: NewApiKey,
  secret: string,
  maker: Caller,
  now: Instant,
): Promise<ApiKeyDraft> {
  const expiresAt = expires_at ?? undefined;
  if (expiresAt !== undefined && (expiresAt <= now || expiresAt > now + longestLifeMs)) {
    throw Refusal.invalid([{ field: "expires_at", reason: "must be within the next 10 years" }]);
  }
  return {
    name,
    secretHash: await hashApiKeySecret(secret),
    categoryId: category_id ?? defaultCategory,
    access,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    createdBy: callerName(maker),
    ...(maker.kind === "user" ? { createdById: maker.user.id } : {}),
    createdAt: now,
  };
}
