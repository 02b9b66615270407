import { strict as assert } from "node:assert";
import { anAccount, aState, bad, good } from "../support/builders.ts";
import { askLogIn } from "../../../tui/commands/logging_in.ts";
import { cursorRow, onJobs } from "../support/story.ts";
import { type Given, TestTerminal } from "../support/terminal.tsx";

Deno.test("the log-in form masks the password, and shows the reason of a refusal", async () => {
  const asked: string[][] = [];
  const client = {
    logIn: (...given: string[]) => (asked.push(given.slice(0, 3)), bad(401, "no")),
  } as unknown as Given["client"] & object;
  const state = { ...aState(), session: { ...aState().session, status: "out" as const } };
  await using terminal = new TestTerminal({ state, client });

  await terminal.press("\x0f", "mika-secret", "\r");
  const screen = await terminal.text();

  assert.match(screen, /\*{11}|Wrong user or password/);
  assert.doesNotMatch(screen, /mika-secret/);
  assert.deepEqual(asked, [["http://127.0.0.1:8888", "admin", "mika-secret"]]);
  assert.match(screen, /Wrong user or password/);
});

Deno.test("a lapsed log-in comes back over the same screen", async () => {
  const client = { logIn: () => good({ token: "T", user: anAccount() }) };
  await using terminal = new TestTerminal(onJobs({ client }));
  await terminal.press("jjj");
  const before = cursorRow(await terminal.screen());
  terminal.app.dispatch({ type: "session_lapsed" });

  await terminal.press("\x0f", "pass", "\r");

  assert.equal(cursorRow(await terminal.screen()), before);
  assert.equal(terminal.state.session.status, "in");
});

Deno.test("keys that were typed as the log-in came up by itself are no password", async () => {
  const asked: string[] = [];
  const client = {
    logIn: (_server: string, _user: string, password: string) => {
      asked.push(password);
      return good({ token: "T", user: anAccount() });
    },
  };
  await using terminal = new TestTerminal(onJobs({ client }));
  terminal.app.dispatch({ type: "session_lapsed" });
  askLogIn(terminal.app, "lapsed");

  await terminal.press("2", "j", "\r");
  await terminal.timers.advance(800);
  await terminal.press("pass", "\r");

  assert.deepEqual(asked, ["pass"]);
});
