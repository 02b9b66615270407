import { strict as assert } from "node:assert";
import { fileMemory, readSessions, sessionKey } from "../../../tui/settings/memory.ts";
import { placesOf } from "../../../tui/settings/places.ts";
import { anAccount } from "../support/builders.ts";
import { env, withFile } from "../support/settings_file.ts";

Deno.test("only the owner can read the tokens, which are kept by server and user", async () => {
  const root = await Deno.makeTempDir();
  const places = placesOf(env({ XDG_CONFIG_HOME: `${root}/c`, XDG_STATE_HOME: `${root}/s` }));
  const memory = fileMemory(places);
  const account = anAccount();

  await memory.saveToken("http://a", "mika", { token: "A", account });
  await memory.saveToken("http://b/", "mika", { token: "B", account });
  await memory.saveToken("http://a", "mika", undefined);

  const { last, kept } = readSessions(places);
  assert.deepEqual(Object.keys(kept), [sessionKey("http://b", "mika")]);
  assert.deepEqual(last, { server: "http://a", username: "mika" });
  assert.equal((await Deno.stat(places.sessions)).mode! & 0o777, 0o600);
  await Deno.remove(root, { recursive: true });
});

Deno.test("only choices of the user are saved, not values of variables", async () => {
  await using file = await withFile("{}");

  await file.memory.savePrefs({ timeMode: "utc" });

  assert.deepEqual(JSON.parse(await Deno.readTextFile(file.places.settings)), { times: "utc" });
});

Deno.test("filters and profiles are kept beside the others, even with several writes at once", async () => {
  await using file = await withFile('{"filters":{"jobs":{"a":"1"},"odd":7},"note":"mine"}');
  const { memory, places } = file;

  await Promise.all([
    memory.saveFilter("jobs", "b", "2"),
    memory.saveFilter("runs", "c", "3"),
    memory.saveProfile("prod", { url: "https://x" }),
    memory.savePrefs({ columns: { jobs: { last: false } } }),
    memory.saveFilter("jobs", "a", undefined),
  ]);

  assert.deepEqual(JSON.parse(await Deno.readTextFile(places.settings)), {
    filters: { jobs: { b: "2" }, odd: 7, runs: { c: "3" } },
    note: "mine",
    profiles: { prod: { url: "https://x" } },
    columns: { jobs: { last: false } },
  });
});

Deno.test("a settings file that is a link stays a link", async () => {
  await using file = await withFile("{}");
  const { settings } = file.places;
  await Deno.rename(settings, `${settings}.elsewhere`);
  await Deno.symlink(`${settings}.elsewhere`, settings);

  await file.memory.savePrefs({ theme: "light" });

  assert.ok((await Deno.lstat(settings)).isSymlink);
  assert.match(await Deno.readTextFile(`${settings}.elsewhere`), /light/);
});

Deno.test("a kept token is found by server and user, or by the server when it is the only one", async () => {
  await using file = await withFile("{}");
  const { memory } = file;
  const [mika, ken] = ["mika", "ken"].map((username) => anAccount({ username }));
  await memory.saveToken("http://a/", "mika", { token: "M", account: mika! });
  const only = memory.keptSession("http://a", "");
  await memory.saveToken("http://a", "ken", { token: "K", account: ken! });

  assert.equal(only?.token, "M");
  assert.equal(memory.keptSession("http://a", "ken")?.token, "K");
  assert.equal(memory.keptSession("http://a", ""), undefined);
  assert.equal(memory.keptSession("http://b", "ken"), undefined);
});
