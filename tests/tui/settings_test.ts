import { strict as assert } from "node:assert";
import { parseOptions } from "../../tui/options.ts";
import {
  fileMemory,
  placesOf,
  readSessions,
  readSettings,
  sessionKey,
} from "../../tui/settings.ts";
import { initialPrefs } from "../../tui/state/prefs.ts";
import { languageOf } from "../../tui/texts/mod.ts";
import { anAccount } from "./builders.ts";

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

  assert.deepEqual(before.profiles, { prod: { url: "http://p", user: "u" } });
  assert.deepEqual(before.prefs, {});
  assert.equal(readSettings(places).prefs.theme, "light");
  assert.equal(JSON.parse(await Deno.readTextFile(places.settings)).note, "mine");
  await Deno.remove(root, { recursive: true });
});

Deno.test("files that are not there or not readable are no settings, not an error", () => {
  const places = { settings: "/nowhere/a.json", sessions: "/nowhere/b.json" };

  assert.deepEqual(readSettings(places), { profiles: {}, prefs: {} });
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
