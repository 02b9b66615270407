import { strict as assert } from "node:assert";
import type { Client } from "../../../tui/server/client.ts";
import { aJob, aState, bad, good, withJobs } from "../support/builders.ts";
import { TestTerminal } from "../support/terminal.tsx";

const jobs = Array.from(
  { length: 500 },
  (_, i) => aJob({ name: `job-${String(i).padStart(3, "0")}` }),
);
const ctrlA = "\x01";
type Answers = "good" | "held" | "away";

/** A server that answers, keeps requests waiting, or is gone, as the test says after so many requests. */
class Server {
  readonly asked: string[] = [];
  #held: (() => void)[] = [];
  becomes: Answers = "held";
  readonly #after: number;

  constructor(after: number) {
    this.#after = after;
  }

  readonly client: Partial<Client> = {
    pauseJob: async (id: string) => {
      this.asked.push(id);
      const isFirst = this.asked.length <= this.#after;
      if (!isFirst && this.becomes === "away") return await bad(0, "Connection refused");
      if (!isFirst) await new Promise<void>((resolve) => this.#held.push(resolve));
      return await good({ job_id: id });
    },
  } as Partial<Client>;

  letGo(): void {
    for (const go of this.#held.splice(0)) go();
  }
}

function on(server: Server, columns: number, language: "en" | "zh-TW" = "en"): TestTerminal {
  const state = aState(
    ...withJobs(jobs),
    { type: "prefs_set", language },
    { type: "view_switched", screen: "jobs" },
  );
  const rows = columns > 100 ? 40 : 24;
  return new TestTerminal({ columns, rows, state, client: server.client });
}

for (const [columns, language] of [[80, "en"], [140, "zh-TW"]] as const) {
  Deno.test(`esc stops an act on 500 jobs, at ${columns} columns in ${language}`, async () => {
    const server = new Server(100);
    await using terminal = on(server, columns, language);
    await terminal.press(ctrlA, "p");
    await terminal.timers.advance(1100);
    server.letGo();
    await terminal.settle();
    const progress = await terminal.text();

    await terminal.press("\x1b");
    await terminal.timers.advance(60);
    server.letGo();
    const text = await terminal.text();
    const done = server.asked.length;

    assert.match(progress, language === "en" ? /of 500 are done · esc stops/ : /esc 停止/);
    assert.ok(done > 100 && done < 500, String(done));
    const left = 500 - done;
    assert.match(
      text,
      language === "en"
        ? new RegExp(`${done} of 500 are done · ${left} not tried · u undo`)
        : new RegExp(`500 個中已完成 ${done} 個 · ${left} 個未執行`),
    );
    assert.equal(terminal.state.lists.jobs?.marks.size, left);
    assert.match(text, /\[2 /);
  });
}

Deno.test("an act whose server dies says what was done, what has no answer, and what was not tried", async () => {
  const server = new Server(200);
  server.becomes = "away";
  await using terminal = on(server, 140);

  await terminal.press(ctrlA, "p");
  await terminal.settle();
  const unknown = server.asked.length - 200;
  const text = await terminal.text();

  assert.ok(unknown > 0 && unknown <= 8, String(unknown));
  assert.match(
    text,
    new RegExp(
      `200 of 500 are done · ${
        300 - unknown
      } not tried · ${unknown} without an answer: Connection refused`,
    ),
  );
  const marks = terminal.state.lists.jobs?.marks ?? new Set();
  assert.equal(marks.size, 300);
  assert.ok(server.asked.slice(0, 200).every((id) => !marks.has(id)));
  assert.equal(server.asked.length, 200 + unknown);
});

Deno.test("without an act under way esc goes back, as ever", async () => {
  await using terminal = on(new Server(500), 80);

  await terminal.press("/", "job-00", "\r", "\x1b");
  await terminal.timers.advance(60);

  assert.equal(terminal.state.lists.jobs?.filter, "");
});
