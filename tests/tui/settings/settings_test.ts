import { strict as assert } from "node:assert";
import { fileMemory, readSessions } from "../../../tui/settings/memory.ts";
import { type Places, placesOf } from "../../../tui/settings/places.ts";
import { readSettings as readSettingsOf } from "../../../tui/settings/settings.ts";
import { screens } from "../../../tui/screens/list.ts";
import { initialPrefs } from "../../../tui/state/prefs.ts";
import { initialSettings } from "../../../tui/state/settings.ts";
import { env, withFile } from "../support/settings_file.ts";

function readSettings(places: Places) {
  return readSettingsOf(places, screens);
}

Deno.test("a write keeps unknown settings, and wrong values count as missing", async () => {
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

Deno.test("ignored entries are reported one by one", async () => {
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

Deno.test("all settings that docs/dashboard.md shows are valid", async () => {
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

Deno.test("a file that is no JSON is reported and never overwritten", async () => {
  const mine = '{ "theme": "dark", "profiles": { "prod": 1 }';
  await using file = await withFile(mine);

  const { offered } = readSettings(file.places);
  const isWritten = await file.memory.savePrefs({ theme: "light" });

  assert.deepEqual(offered.problems.map(({ kind }) => kind), ["not_json"]);
  assert.equal(isWritten, false);
  assert.equal(await Deno.readTextFile(file.places.settings), mine);
});

Deno.test("missing and unreadable files count as empty settings", () => {
  const places = { settings: "/nowhere/a.json", sessions: "/nowhere/b.json", log: "/nowhere/c" };

  assert.deepEqual(readSettings(places), { prefs: {}, offered: initialSettings });
  assert.deepEqual(readSessions(places), { kept: {} });
});
