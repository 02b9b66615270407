import { strict as assert } from "node:assert";
import { cursorRow, onJobs } from "./support/story.ts";
import { TestTerminal } from "./support/terminal.tsx";

Deno.test("a click selects a row, a second click opens it, a click on a tab opens the tab", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("\x1b[<0;10;8M");
  const row = cursorRow(await terminal.screen());
  await terminal.press("\x1b[<0;4;2M");

  assert.match(row, /thumbnails/);
  assert.match(await terminal.text(), /\[1 Home\]/);
});

Deno.test("the wheel moves the list, a click on a column head sorts it", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("\x1b[<65;10;8M");
  const row = cursorRow(await terminal.screen());
  await terminal.press("\x1b[<0;8;4M");

  assert.match(row, /thumbnails/);
  assert.match(await terminal.text(), /sort name/);
});

Deno.test("pasted text is never taken for keys", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("\x1b[200~D y q\r\x1b[201~");
  const outside = terminal.state.overlay.overlay;
  await terminal.press("/", "\x1b[200~two\nlines\x1b[201~");

  assert.equal(outside, undefined);
  assert.equal(terminal.hasQuit, false);
  assert.match(await terminal.text(), /\/two lines/);
});

for (const [name, end] of [["CR", "\r"], ["LF", "\n"], ["CRLF", "\r\n"]] as const) {
  Deno.test(`a paste with ${name} as line ends is one line in each text field`, async () => {
    const paste = `\x1b[200~two${end}lines${end}\x1b[201~!`;
    const fields = [["/", /\/two lines!/], [":", /two lines!/], [
      "?",
      /two lines!/,
    ]] as const;
    for (const [open, shown] of fields) {
      await using terminal = new TestTerminal(onJobs());

      await terminal.press(open, paste);

      assert.match(await terminal.text(), shown, JSON.stringify(open));
    }
  });
}

Deno.test("y copies the id through the terminal", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("y");

  const id = terminal.app.layout.focusedList()?.cursor ?? "";
  assert.ok(terminal.written.some((text) => text.includes(btoa(id))));
});

Deno.test("sizes change while it runs, and the frame is whole each time", async () => {
  await using terminal = new TestTerminal(onJobs());
  for (const [columns, rows] of [[140, 40], [20, 5], [60, 15], [200, 60], [80, 24]] as const) {
    await terminal.resize(columns, rows);

    const screen = await terminal.screen();
    assert.equal(screen.length, rows);
    assert.match(screen[0] ?? "", /66/);
  }
});

Deno.test("L turns all texts to Traditional Chinese", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("L");

  assert.match(await terminal.text(), /作業 66/);
  assert.match(await terminal.text(), /語言：繁體中文/);
});

Deno.test("q and ctrl+c quit; ctrl+c from a dialog too", async () => {
  for (const keys of [["q"], ["\x03"], ["D", "\x03"], ["/", "\x03"]]) {
    await using terminal = new TestTerminal(onJobs());

    await terminal.press(...keys);

    assert.ok(terminal.hasQuit, JSON.stringify(keys));
  }
});

Deno.test("inside tmux a copy goes out in both forms, and the text says only that it was sent", async () => {
  const before = Deno.env.get("TMUX");
  Deno.env.set("TMUX", "/tmp/tmux,1,0");
  try {
    await using terminal = new TestTerminal(onJobs());

    await terminal.press("y");

    const id = terminal.app.layout.focusedList()?.cursor ?? "";
    const osc = `]52;c;${btoa(id)}\x07`;
    assert.equal(terminal.written.at(-1), `\x1bPtmux;\x1b\x1b${osc}\x1b\\\x1b${osc}`);
    assert.match(await terminal.text(), /sent to the terminal/);
    await terminal.press("L", "y");
    assert.match(await terminal.text(), /已傳送到終端機/);
  } finally {
    if (before === undefined) Deno.env.delete("TMUX");
    else Deno.env.set("TMUX", before);
  }
});
