import { strict as assert } from "node:assert";
import { placesOf } from "../../../tui/settings/places.ts";
import { env } from "../support/settings_file.ts";

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
