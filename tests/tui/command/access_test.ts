import { strict as assert } from "node:assert";
import { adminPassword, aWalk, Person, type Walk } from "./support.ts";

let walk: Walk;
Deno.test.beforeAll(async () => void (walk = await aWalk()));
Deno.test.afterAll(() => walk.close());

Deno.test("login asks for what it does not know, and keeps the token for its owner alone", async () => {
  const { stranger, server } = walk;

  const asked = await stranger.type({ answers: ["admin", adminPassword] }, "login");
  const who = await stranger.json("whoami");

  assert.equal(asked.code, 0);
  assert.equal(asked.err, "User: Password: ");
  assert.equal(asked.out, `Logged in at ${server.url} as admin.\n`);
  assert.equal(who.user.username, "admin");
  const file = `${stranger.home}/.local/state/carillon/sessions.json`;
  assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
  assert.equal((await stranger.run("logout")).code, 0);
});

Deno.test("login refuses a wrong password, and needs a name and a password", async () => {
  const { stranger } = walk;

  const wrong = await stranger.type({ input: "not the password\n" }, "login", "--user", "admin");
  const empty = await stranger.type({ input: "" }, "login", "--user", "admin");
  const newcomer = new Person(`${walk.folder}/newcomer`, { CARILLON_URL: walk.server.url });
  const nobody = await newcomer.type({ input: "x" }, "login");

  assert.deepEqual([wrong.code, wrong.out, wrong.err], [
    4,
    "",
    "carillon: The name or the password is wrong.\n",
  ]);
  assert.deepEqual([empty.code, nobody.code], [2, 2]);
});

Deno.test("no secret is taken from the command line, and none is repeated", async () => {
  const { stranger } = walk;
  for (const option of ["--password", "--token", "--api-key"]) {
    const { code, out, err } = await stranger.run("login", option, "hunter2");

    assert.equal(code, 2);
    assert.equal(out, "");
    assert.match(err, /^carillon: Secrets are not taken .*CARILLON_API_KEY\.\n$/);
  }
});

Deno.test("logout ends the token here and at the server", async () => {
  const { stranger } = walk;
  await stranger.type({ input: adminPassword }, "login", "--user", "admin");
  const file = `${stranger.home}/.local/state/carillon/sessions.json`;
  const { kept } = JSON.parse(await Deno.readTextFile(file));
  const [{ token }] = Object.values(kept) as [{ token: string }];

  const out = await stranger.run("logout");
  const again = await stranger.run("logout");

  stranger.environment.CARILLON_API_KEY = token;
  const withOld = await stranger.run("whoami");
  delete stranger.environment.CARILLON_API_KEY;
  assert.match(out.out, /^Logged out of /);
  assert.match(again.out, /^Nobody is logged in at /);
  assert.equal(withOld.code, 4);
});

Deno.test("an API key of the environment goes before the log-in", async () => {
  const { admin, stranger } = walk;
  const made = await admin.run("keys", "create", "ci", "--category", "default");
  const listed = await admin.json("keys", "list");

  stranger.environment.CARILLON_API_KEY = made.out.trim();
  const who = await stranger.json("whoami");
  const refused = await stranger.run("users");
  delete stranger.environment.CARILLON_API_KEY;
  const revoked = await admin.run("keys", "revoke", "ci", "--yes");

  assert.match(made.out, /^crl_\S+\n$/);
  assert.match(made.err, /shown only now/);
  assert.equal(listed[0].name, "ci");
  assert.equal(who.user.username, "api key: ci");
  assert.equal(refused.code, 4);
  assert.equal(revoked.code, 0);
});

Deno.test("profiles name a server and a user, in the dashboard's settings file", async () => {
  const { admin, server } = walk;
  delete admin.environment.CARILLON_URL;

  const none = await admin.run("profiles");
  const added = await admin.run("profiles", "add", "here", "--url", server.url, "--user", "admin");
  const listed = await admin.json("profiles");
  const used = await admin.json("whoami", "--profile", "here");
  const unknown = await admin.run("whoami", "--profile", "there");
  const removed = await admin.run("profiles", "remove", "here");
  const again = await admin.run("profiles", "remove", "here");

  admin.environment.CARILLON_URL = server.url;
  assert.match(none.err, /There are no profiles/);
  assert.equal(added.code, 0);
  assert.deepEqual(listed, [{ name: "here", url: server.url, user: "admin" }]);
  assert.equal(used.user.username, "admin");
  assert.deepEqual([unknown.code, removed.code, again.code], [2, 0, 3]);
});

Deno.test("categories are created, changed and deleted by name", async () => {
  const { admin } = walk;

  const made = await admin.json("categories", "create", "reports", "--description", "of the night");
  const changed = await admin.run("categories", "change", "reports", "--name", "accounts");
  const listed = await admin.json("categories");
  const nothing = await admin.run("categories", "change", "accounts");
  const unasked = await admin.type({ answers: ["n"] }, "categories", "delete", "accounts");
  const deleted = await admin.type({ answers: ["y"] }, "categories", "delete", "accounts");

  assert.equal(changed.code, 0);
  assert.deepEqual(
    listed.find(({ id }: { id: number }) => id === made.id).name,
    "accounts",
  );
  assert.equal(nothing.code, 2);
  assert.equal(unasked.code, 1);
  assert.equal(deleted.out, 'Category "accounts" is deleted.\n');
});

Deno.test("users are created, changed and deleted by name; passwords are asked for", async () => {
  const { admin, stranger } = walk;

  const made = await admin.type(
    { answers: ["a password of ada"] },
    "users",
    "create",
    "ada",
    "--role",
    "changer",
    "--category",
    "all",
  );
  const changed = await admin.type(
    { input: "another password of ada" },
    "users",
    "change",
    "ada",
    "--role",
    "reader",
    "--new-password",
  );
  const listed = await admin.json("users", "list");
  const loggedIn = await stranger.type(
    { input: "another password of ada" },
    "login",
    "--user",
    "ada",
  );
  const deleted = await admin.run("users", "delete", "ada", "--yes");

  assert.equal(made.err, "Password of ada: ");
  assert.equal(changed.code, 0);
  const ada = listed.find(({ username }: { username: string }) => username === "ada");
  assert.deepEqual([ada.is_admin, ada.is_permission, ada.category_id], [false, false, 0]);
  assert.equal(loggedIn.code, 0);
  assert.equal(deleted.code, 0);
});

Deno.test("what is gone for good is asked about, or needs --yes where nobody can be asked", async () => {
  const { admin } = walk;
  await admin.type({ input: "a password of eve" }, "users", "create", "eve");

  const unasked = await admin.type({ input: "" }, "users", "delete", "eve");
  const refused = await admin.type({ answers: [""] }, "users", "delete", "eve");

  assert.deepEqual([unasked.code, refused.code], [2, 1]);
  assert.match(unasked.err, /add --yes/);
});
