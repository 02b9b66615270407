import { strict as assert } from "node:assert";
import { parseOptions } from "../../../tui/settings/options.ts";
import {
  fileMemory,
  type Places,
  placesOf,
  readSessions,
  readSettings as readSettingsOf,
  sessionKey,
} from "../../../tui/settings/settings.ts";
import { screens } from "../../../tui/screens/list.ts";
import { initialPrefs } from "../../../tui/state/prefs.ts";
import { initialSettings } from "../../../tui/state/settings.ts";
import { languageOf } from "../../../tui/texts/mod.ts";
import { anAccount } from "../support/builders.ts";

function readSettings(places: Places) {
  return readSettingsOf(places, screens);
}

function env(values: Record<string, string>) {
  return { get: (name: string) => values[name] };
}

Deno.test("parseOptions() reads what it knows, with = or without", () => {
  const parsed = parseOptions([
    "--url=http://a:1",
    "--user",
    "mika",
    "--read-only",
    "--lang",
    "zh-tw",
  ]);

  assert.deepEqual(parsed, {
    options: {
      url: "http://a:1",
      user: "mika",
      language: "zh-TW",
      isReadOnly: true,
      isOnce: false,
      isAscii: false,
      isMouseOff: false,
    },
  });
  assert.deepEqual(parseOptions(["--", "--help"]), { help: true });
});

Deno.test("parseOptions() says what is wrong, and takes no password", () => {
  const errors = [["--password", "x"], ["--password=x"], ["--url", "ftp://a"], ["--user"], [
    "--fast",
  ], [
    "--lang",
    "xx",
  ]].map((args) => parseOptions(args));

  for (const parsed of errors) assert.ok("error" in parsed);
  assert.match(JSON.stringify(errors[0]), /command line/);
});

Deno.test("placesOf() follows the XDG directories, absolute ones only", () => {
  const home = { HOME: "/home/m" };

  assert.deepEqual(placesOf(env(home)), {
    settings: "/home/m/.config/carillon/dashboard.json",
    sessions: "/home/m/.local/state/carillon/sessions.json",
    log: "/home/m/.local/state/carillon/dashboard.log",
  });
  assert.equal(
    placesOf(env({ ...home, XDG_STATE_HOME: "/s" })).sessions,
    "/s/carillon/sessions.json",
  );
  assert.equal(
    placesOf(env({ ...home, XDG_STATE_HOME: "s" })).sessions,
    "/home/m/.local/state/carillon/sessions.json",
  );
});

Deno.test("tokens are kept for their owner's eyes only, each for its server and user", async () => {
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

Deno.test("settings keep what they do not know, and wrong values count as missing", async () => {
  const root = await Deno.makeTempDir();
  const places = placesOf(env({ XDG_CONFIG_HOME: root, XDG_STATE_HOME: root }));
  await Deno.mkdir(`${root}/carillon`);
  const mine = {
    profiles: { prod: { url: "http://p", user: "u" }, odd: 3 },
    theme: "pink",
    note: "mine",
  };
  await Deno.writeTextFile(places.settings, JSON.stringify(mine));

  const before = readSettings(places);
  await fileMemory(places).savePrefs({ ...initialPrefs, language: "zh-TW", theme: "light" });

  assert.deepEqual(before.offered.profiles, { prod: { url: "http://p", user: "u" } });
  assert.deepEqual(before.prefs, {});
  assert.equal(readSettings(places).prefs.theme, "light");
  assert.equal(JSON.parse(await Deno.readTextFile(places.settings)).note, "mine");
  await Deno.remove(root, { recursive: true });
});

/** Settings with that text in them. */
async function withFile(text: string) {
  const root = await Deno.makeTempDir();
  const places = placesOf(env({ XDG_CONFIG_HOME: root, XDG_STATE_HOME: root }));
  await Deno.mkdir(`${root}/carillon`);
  await Deno.writeTextFile(places.settings, text);
  const remove = () => Deno.remove(root, { recursive: true });
  return { places, memory: fileMemory(places), [Symbol.asyncDispose]: remove };
}

Deno.test("what does not count is told, entry by entry", async () => {
  await using file = await withFile(JSON.stringify({
    url: "ftp://x",
    user: 7,
    theme: "pink",
    ascii: "yes",
    profiles: { odd: { url: "ftp://x" }, good: { url: "https://x" } },
    filters: { jobs: { broken: "state:failed", odd: 3 }, audit: {} },
    keys: { reload: "f5" },
  }));

  const { offered, prefs, url, user } = readSettings(file.places);

  assert.deepEqual([url, user], [undefined, undefined]);
  assert.deepEqual(offered.problems.map(({ entry, kind }) => `${entry} ${kind}`), [
    "url not_address",
    "user not_text",
    "theme none_of",
    "ascii not_flag",
    "profiles.odd not_profile",
    "filters.audit none_of",
    "filters.jobs.odd not_text",
    "keys.reload not_sent",
  ]);
  assert.deepEqual(prefs, {});
  assert.deepEqual(offered.profiles, { good: { url: "https://x" } });
  assert.deepEqual(offered.filters, { jobs: { broken: "state:failed" }, runs: {} });
});

Deno.test("the settings that docs/dashboard.md shows all count", async () => {
  const document = await Deno.readTextFile(
    new URL("../../../docs/dashboard.md", import.meta.url),
  );
  const examples = [...document.matchAll(/```json\n([^]*?)```/g)].map(([, json = ""]) => json);

  assert.equal(examples.length, 2);
  for (const example of examples) {
    await using file = await withFile(example);

    assert.deepEqual(readSettings(file.places).offered.problems, []);
  }
});

Deno.test("a file that is no JSON is told, and never written over", async () => {
  const mine = '{ "theme": "dark", "profiles": { "prod": 1 }';
  await using file = await withFile(mine);

  const { offered } = readSettings(file.places);
  const isWritten = await file.memory.savePrefs({ theme: "light" });

  assert.deepEqual(offered.problems.map(({ kind }) => kind), ["not_json"]);
  assert.equal(isWritten, false);
  assert.equal(await Deno.readTextFile(file.places.settings), mine);
});

Deno.test("only what was chosen is kept: what a variable asked for stays its own", async () => {
  await using file = await withFile("{}");

  await file.memory.savePrefs({ timeMode: "utc" });

  assert.deepEqual(JSON.parse(await Deno.readTextFile(file.places.settings)), { times: "utc" });
});

Deno.test("filters and profiles are kept beside the others, also when several are at once", async () => {
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

Deno.test("a link to settings that are kept elsewhere stays a link", async () => {
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

Deno.test("files that are not there or not readable are no settings, not an error", () => {
  const places = { settings: "/nowhere/a.json", sessions: "/nowhere/b.json", log: "/nowhere/c" };

  assert.deepEqual(readSettings(places), { prefs: {}, offered: initialSettings });
  assert.deepEqual(readSessions(places), { kept: {} });
});

Deno.test("languageOf() reads what locales say", () => {
  const traditional = ["zh_TW.UTF-8", "zh-Hant", "zh_HK", "zh"];

  assert.deepEqual(traditional.map(languageOf), ["zh-TW", "zh-TW", "zh-TW", "zh-TW"]);
  assert.deepEqual(["en_US.UTF-8", "C", "zh_CN.UTF-8", "ja_JP", undefined].map(languageOf), [
    "en",
    "en",
    "en",
    "en",
    "en",
  ]);
});
