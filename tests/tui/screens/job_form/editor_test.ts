import { strict as assert } from "node:assert";
import { FormServer } from "../../support/form_server.ts";
import { atForm } from "../../support/job_form.ts";
import { waitFor } from "../../support/wait_for.ts";

const enter = "\r";
const text = "\x05";

Deno.test("ctrl+e opens the form in $EDITOR and takes its text over, unsaved", async () => {
  const server = new FormServer();
  await using terminal = await atForm(server, "e");
  Deno.env.set("EDITOR", `sed -i 's/nightly-db-backup/weekly/; s/"one"/{"deep": 1}/'`);

  await terminal.press(text);
  await waitFor(async () => /weekly/.test(await terminal.text()));

  assert.match(await terminal.text(), /first +\{"deep":1\}/);
  assert.deepEqual(server.sent(), []);
});

Deno.test("E on a row opens the editor at once, and then shows the changes", async () => {
  const server = new FormServer();
  Deno.env.set("EDITOR", `sed -i 's/nightly-db-backup/weekly/'`);
  await using terminal = await atForm(server, "E");

  await waitFor(async () => /To be saved/.test(await terminal.text()));
  await terminal.press(enter);

  assert.deepEqual(server.sent().map(({ body }) => body), [{ name: "weekly" }]);
});

Deno.test("a text that cannot be read is kept, and opened again", async () => {
  const server = new FormServer();
  await using terminal = await atForm(server, "e");
  Deno.env.set("EDITOR", `sed -i '$d'`);

  await terminal.press(text);
  await waitFor(async () => /cannot be read/.test(await terminal.text()));
  Deno.env.set("EDITOR", `sed -i -e '$a}' -e 's/nightly/mended/'`);
  await terminal.press(text);
  await waitFor(async () => /mended-db-backup/.test(await terminal.text()));
});

Deno.test("an editor that fails changes nothing", async () => {
  const server = new FormServer();
  await using terminal = await atForm(server, "e");
  Deno.env.set("EDITOR", "false");

  await terminal.press(text);
  await waitFor(async () => /false ended with 1/.test(await terminal.text()));

  assert.match(await terminal.text(), /no changes/);
});
