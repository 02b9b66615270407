import { strict as assert } from "node:assert";
import { onJobs } from "../support/story.ts";
import { TestTerminal } from "../support/terminal.tsx";

Deno.test("ctrl+c asks before unsaved text is lost, and quits when it is pressed again", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("n", "typed", "\x03");
  const asked = await terminal.text();
  const hadQuit = terminal.hasQuit;
  await terminal.press("\x03");

  assert.match(asked, /not saved[^]*y Quit and lose it[^]*▸ n Cancel/);
  assert.equal(hadQuit, false);
  assert.equal(terminal.hasQuit, true);
});

Deno.test('after "no" the form is as it was, and the next try asks again', async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("n", "typed", "\x03", "n", " on");
  const stayed = await terminal.text();
  await terminal.press("\x03");

  assert.match(stayed, /▸ Name +typed on/);
  assert.equal(terminal.hasQuit, false);
  assert.match(await terminal.text(), /Quit and lose it/);
});

Deno.test("the question opens over a dialog, and the dialog comes back", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("n", "typed", "\x10");
  const before = terminal.state.overlay.overlay?.kind;
  await terminal.press("\x03");
  const question = await terminal.text();
  await terminal.press("n");

  assert.equal(before, "palette");
  assert.match(question, /Quit and lose it/);
  assert.equal(terminal.state.overlay.overlay?.kind, "palette");
});

Deno.test("an unchanged form is no reason to ask", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("n", "\x03");

  assert.equal(terminal.hasQuit, true);
});

Deno.test("q asks the same on another screen, while the form waits", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("n", "typed");
  terminal.app.dispatch({ type: "view_switched", screen: "runs" });
  await terminal.press("q");

  assert.equal(terminal.hasQuit, false);
  assert.match(await terminal.text(), /Quit and lose it/);
});
