import { hashApiKeySecret, newApiKeySecret } from "../../scheduler/auth/api_key_secret.ts";
import type { ApiKey } from "../../scheduler/model/api_key.ts";
import { defaultCategory } from "../../scheduler/model/category.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { day, type Instant } from "../../scheduler/model/time.ts";
import {
  createApiKey,
  deleteApiKey,
  findApiKey,
  listApiKeys,
  type UsedApiKey,
} from "../../scheduler/store/access/api_keys.ts";
import { answer, apiRoutes, body, route } from "../http/api_route.ts";
import type { ApiKey as ApiKeyAnswer } from "../contract/api_keys.ts";
import type { AppDeps } from "../deps.ts";
import { once } from "../http/idempotency.ts";
import { actorOf, securityEntry } from "../logs/security_audit.ts";
import { found, isoTime, isoTimeOrNothing, nextCursorOf, pageRequest } from "../http/wire.ts";

const apiRoute = apiRoutes(async () => ({
  ...await import("../contract/api_keys.ts"),
  ...await import("../contract/common.ts"),
}));

const tags = ["api_keys"];
const longestLifeMs = 3653 * day;

const listRoute = apiRoute({
  method: "get",
  path: "/api_keys",
  tags,
  operationId: "listApiKeys",
  summary: "List all API keys",
  description: "By number.",
  right: "admin",
  request: ({ PageQuery }) => ({ query: PageQuery }),
  responses: ({ ApiKeyList }) => ({ 200: answer(ApiKeyList, "A page of them.") }),
});

const getRoute = apiRoute({
  method: "get",
  path: "/api_keys/{key_id}",
  tags,
  operationId: "getApiKey",
  summary: "Get one API key",
  right: "admin",
  request: ({ ApiKeyPath }) => ({ params: ApiKeyPath }),
  responses: ({ ApiKey }) => ({ 200: answer(ApiKey, "The key, without its secret.") }),
});

const createApiKeyRoute = apiRoute({
  method: "post",
  path: "/api_keys",
  tags,
  operationId: "createApiKey",
  summary: "Create an API key",
  description:
    "For a program that calls. It sees one category (the default one unless named; 0 is " +
    "all), and is never an admin. Its secret is shown this once.",
  right: "admin",
  once: true,
  request: ({ NewApiKey }) => ({ body: body(NewApiKey) }),
  responses: ({ MadeApiKey }) => ({ 201: answer(MadeApiKey, "The key, with its secret.") }),
  errors: [409],
});

const deleteRoute = apiRoute({
  method: "delete",
  path: "/api_keys/{key_id}",
  tags,
  operationId: "revokeApiKey",
  summary: "Revoke an API key",
  description: "It is void at once.",
  right: "admin",
  request: ({ ApiKeyPath }) => ({ params: ApiKeyPath }),
  responses: ({ ApiKeyRef }) => ({ 200: answer(ApiKeyRef, "It was revoked.") }),
});

export function apiKeyRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  return [
    route(listRoute, async (c) => {
      const page = await listApiKeys(db, pageRequest(c.req.valid("query")));
      return c.json({ api_keys: page.items.map(toWire), ...nextCursorOf(page) }, 200);
    }),
    route(getRoute, async (c) => {
      const { key_id } = c.req.valid("param");
      return c.json(toWire(found("API key", await findApiKey(db, key_id))), 200);
    }),
    route(createApiKeyRoute, async (c) => {
      const given = c.req.valid("json");
      const [actor, now, secret] = [actorOf(c, deps), clock.now(), newApiKeySecret()];
      const expiresAt = given.expires_at ?? undefined;
      if (expiresAt !== undefined) mustBeSoon(expiresAt, now);
      const draft = {
        name: given.name,
        secretHash: await hashApiKeySecret(secret),
        categoryId: given.category_id ?? defaultCategory,
        access: given.access,
        ...(expiresAt === undefined ? {} : { expiresAt }),
        createdBy: actor.username,
        createdAt: now,
      };
      const told = (key: ApiKey) => {
        const what = { kind: "api_key", event: "added", subject: key.name } as const;
        return securityEntry(actor, { ...what, description: JSON.stringify(shown(key)) }, now);
      };
      const made = await once(
        c,
        deps,
        (also) => createApiKey(db, draft, told, now, also),
        (key: ApiKey) => ({ body: { ...toWire({ key }), secret } }),
      );
      return c.json(made, 201);
    }),
    route(deleteRoute, async (c) => {
      const { key_id } = c.req.valid("param");
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const isDeleted = await deleteApiKey(db, key_id, ({ name: subject }) => {
        return securityEntry(actor, { kind: "api_key", event: "revoked", subject }, now);
      }, now);
      found("API key", isDeleted || undefined);
      return c.json({ id: key_id }, 200);
    }),
  ];
}

function mustBeSoon(expiresAt: Instant, now: Instant): void {
  if (expiresAt > now && expiresAt <= now + longestLifeMs) return;
  throw Refusal.invalid([{ field: "expires_at", reason: "must be within the next 10 years" }]);
}

/** What the security log tells of a new key. */
function shown({ id, categoryId, access, expiresAt }: ApiKey) {
  return { id, category_id: categoryId, access, expires_at: isoTimeOrNothing(expiresAt) };
}

function toWire({ key, usedAt }: UsedApiKey): ApiKeyAnswer {
  return {
    id: key.id,
    name: key.name,
    category_id: key.categoryId,
    access: key.access,
    expires_at: isoTimeOrNothing(key.expiresAt),
    created_by: key.createdBy,
    created_at: isoTime(key.createdAt),
    last_used_at: isoTimeOrNothing(usedAt),
  };
}
