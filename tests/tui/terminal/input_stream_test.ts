import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { Input } from "../../../tui/terminal/input.ts";
import { InputStream } from "../../../tui/terminal/input_stream.ts";
import { FakeTimers } from "../support/fake_timers.ts";

/** What terminals answer to the questions of an editor or a pager. */
const replies = [
  "\x1b[?62;1;4;6c", // primary, secondary, tertiary device attributes
  "\x1b[>0;276;0c",
  "\x1bP!|00000000\x1b\\",
  "\x1b[12;40R", // cursor, and its form with a page
  "\x1b[?12;40;1R",
  "\x1b[0n",
  "\x1b]10;rgb:ffff/ffff/ffff\x1b\\", // colours, ended by ST or BEL
  "\x1b]11;rgb:0000/0000/0000\x07",
  "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
  "\x1b]52;c;aGVsbG8=\x07",
  "\x1b[I", // focus
  "\x1b[O",
  "\x1b[?2026;2$y", // DECRPM
  "\x1b[4;1$y",
  "\x1b[?1u", // kitty keyboard
  "\x1b[8;24;80t", // sizes
  "\x1b[4;600;800t",
  "\x1b[1;1;1;128;128;1;0x", // DECREPTPARM
  "\x1bP>|xterm(390)\x1b\\", // XTVERSION
  "\x1bP1+r436f=323536\x1b\\", // XTGETTCAP
  "\x1bP1$r0m\x1b\\", // DECRQSS
  "\x1b_Gi=31;OK\x1b\\", // kitty graphics
  "\x1b[?997;1n", // colour scheme
  "\x1b[32;5;3M", // mouse reports of other forms
  "\x1b[M abc".slice(0, 6),
] as const;
const keys = ["j", "q", "D", "\r", "\x1b[A", "\x1b[1;5C", "漢", "\x04"] as const;

interface Given {
  readonly clock: FakeTimers;
  readonly stream: InputStream;
  readonly inputs: Input[];
}

function aStream(): Given {
  const clock = new FakeTimers();
  const inputs: Input[] = [];
  const stream = new InputStream(clock, (more) => void inputs.push(...more));
  return { clock, stream, inputs };
}

/** Gives the chunks to the stream, and waits before each. */
async function inputsOf(chunks: readonly string[], waitMs = 0): Promise<Input[]> {
  const { clock, stream, inputs } = aStream();
  for (const chunk of chunks) {
    if (waitMs > 0) await clock.advance(waitMs);
    stream.take(chunk);
  }
  await clock.advance(10_000);
  return inputs;
}

const story = fc.record({
  before: fc.array(fc.constantFrom(...keys), { maxLength: 3 }),
  reply: fc.constantFrom(...replies),
  after: fc.array(fc.constantFrom(...keys), { maxLength: 3 }),
});

Deno.test("any reply of a terminal, cut anywhere, between keys, leaves exactly the keys", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(story, { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat(80), { maxLength: 6 }),
      async (parts, cuts) => {
        const text = parts.map(({ before, reply, after }) => [...before, reply, ...after].join(""))
          .join("");
        const typed = parts.flatMap(({ before, after }) => [...before, ...after]);
        const places = [...new Set([0, ...cuts.filter((at) => at < text.length), text.length])]
          .sort((a, b) => a - b);
        const chunks = places.slice(1).map((to, i) => text.slice(places[i], to));

        assert.deepEqual(await inputsOf(chunks), await inputsOf(typed));
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("the halves of a reply may come a second apart", async () => {
  for (const reply of replies) {
    for (let at = 2; at < reply.length; at++) {
      const inputs = await inputsOf(["j", reply.slice(0, at), `${reply.slice(at)}k`], 1000);
      const names = inputs.map((input) => input.kind === "key" ? input.key.name : input.kind);

      // `ESC P` alone is alt+P too, and is one after a moment.
      assert.deepEqual(names.filter((name) => name !== "alt+P"), ["j", "k"], JSON.stringify(reply));
    }
  }
});

Deno.test("a reply cut behind its escape byte types nothing, however late the rest is", async () => {
  for (const reply of replies) {
    const inputs = await inputsOf(["\x1b", `${reply.slice(1)}k`], 1000);
    const names = inputs.map((input) => input.kind === "key" ? input.key.name : input.kind);

    assert.deepEqual(names, ["esc", "k"], JSON.stringify(reply));
  }
});

Deno.test("escape and alt with a letter are keys after a moment, and the next keys are keys", async () => {
  const typed = await inputsOf(["\x1b", "[", "]", "O", "P", "\x1bO", "\x1bP", "1", "j"], 60);

  assert.deepEqual(
    typed.map((input) => input.kind === "key" ? input.key.name : input.kind),
    ["esc", "[", "]", "O", "P", "alt+O", "alt+P", "1", "j"],
  );
});

Deno.test("a sequence without its end is dropped, and ctrl+c is a key even then", async () => {
  assert.deepEqual(await inputsOf(["\x1b]11;rgb:00"]), []);
  assert.deepEqual(await inputsOf(["\x1b]11;rgb:00", "\x03"]), [{
    kind: "key",
    key: { name: "ctrl+c" },
  }]);
  assert.deepEqual(await inputsOf(["\x1b[?62", "\x03"]), [{
    kind: "key",
    key: { name: "ctrl+c" },
  }]);
});
