import { strict as assert } from "node:assert";
import { initialSession, reduceSession } from "../../../../tui/state/server/session.ts";
import { initialConnection, reduceConnection } from "../../../../tui/state/server/connection.ts";
import { initialCategories, reduceCategories } from "../../../../tui/state/server/categories.ts";
import { anAccount, iso, start } from "../../support/builders.ts";

const account = anAccount({ username: "kim" });
const inSession = reduceSession(initialSession, {
  type: "logged_in",
  account,
  server: "https://one.example.com",
});

Deno.test("reduceSession() knows the account until it is logged out", () => {
  assert.equal(inSession.status, "in");
  assert.equal(inSession.username, "kim");

  const renamed = reduceSession(inSession, {
    type: "account_known",
    account: anAccount({ username: "kim-2" }),
  });
  const out = reduceSession(inSession, { type: "logged_out" });

  assert.equal(renamed.username, "kim-2");
  assert.equal(out.status, "out");
  assert.equal(out.account, undefined);
  assert.equal(out.server, "https://one.example.com");
});

Deno.test("reduceSession() lapses only what is logged in", () => {
  const lapsed = reduceSession(inSession, { type: "session_lapsed" });

  assert.equal(lapsed.status, "lapsed");
  assert.equal(lapsed.account, account);
  assert.equal(reduceSession(initialSession, { type: "session_lapsed" }), initialSession);
});

Deno.test("reduceSession() goes to another server and keeps --read-only", () => {
  const before = { ...inSession, isReadOnly: true };
  const server = "https://two.example.com";

  const unknown = reduceSession(before, { type: "session_replaced", server, username: "mika" });
  const known = reduceSession(before, {
    type: "session_replaced",
    server,
    username: "?",
    account,
  });

  assert.deepEqual(unknown, { server, username: "mika", isReadOnly: true, status: "out" });
  assert.deepEqual(known, { server, username: "kim", account, isReadOnly: true, status: "in" });
});

Deno.test("reduceConnection() keeps the moment since which the server is lost", () => {
  const lost = (attempt: number, heardAt: number) =>
    ({ type: "connection_lost", heardAt, attempt, nextTryAt: heardAt, error: "no" }) as const;
  const live = reduceConnection(initialConnection, { type: "connected", now: start });

  const once = reduceConnection(live, lost(1, start + 1000));
  const twice = reduceConnection(once, lost(2, start + 9000));

  assert.deepEqual(twice, {
    phase: "lost",
    since: start + 1000,
    attempt: 2,
    nextTryAt: start + 9000,
    error: "no",
  });
  assert.deepEqual(reduceConnection(twice, { type: "disconnected" }), { phase: "idle" });
});

Deno.test("reduceConnection() says that it connects only at first, and not over what it knows", () => {
  const connecting = reduceConnection(initialConnection, { type: "connecting" });
  const live = reduceConnection(connecting, { type: "connected", now: start });

  assert.deepEqual(connecting, { phase: "connecting" });
  assert.equal(reduceConnection(live, { type: "connecting" }), live);
});

Deno.test("reduceCategories() keeps what it has when a read fails", () => {
  const one = {
    id: 3,
    name: "billing",
    description: "",
    created_at: iso(start),
    updated_at: iso(start),
  } as never;
  const failed = reduceCategories(initialCategories, { type: "categories_failed" });
  const read = reduceCategories(failed, { type: "categories_read", categories: [one] });

  assert.equal(failed.phase, "failed");
  assert.equal(reduceCategories(read, { type: "categories_failed" }).phase, "ready");
  assert.equal(reduceCategories(read, { type: "category_gone", id: 3 }).byId.size, 0);
  assert.equal(read.byId.size, 1);
});
