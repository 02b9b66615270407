import { strict as assert } from "node:assert";
import fc from "fast-check";
import { decode, flush, type Input } from "../../../tui/terminal/input.ts";

function namesOf(chunk: string): string[] {
  const { inputs, rest } = decode("", chunk);
  return [...inputs, ...flush(rest)].map((input) =>
    input.kind === "key" ? input.key.name : input.kind
  );
}

Deno.test("decode() reads each key of a chunk", () => {
  assert.deepEqual(namesOf("jjj"), ["j", "j", "j"]);
  assert.deepEqual(namesOf("j\r"), ["j", "enter"]);
  assert.deepEqual(namesOf("\x12\t"), ["ctrl+r", "tab"]);
  assert.deepEqual(namesOf("\x1b[A\x1b[B\x1bOC"), ["up", "down", "right"]);
  assert.deepEqual(namesOf("\x1b[1;5D\x1b[Z\x1b[5~"), ["ctrl+left", "shift+tab", "pageup"]);
  assert.deepEqual(namesOf("\x1bx\x7f 山"), ["alt+x", "backspace", "space", "山"]);
});

Deno.test("decode() takes a lone escape for the key only when nothing follows", () => {
  assert.deepEqual(decode("", "\x1b"), { inputs: [], rest: "\x1b" });
  assert.deepEqual(flush("\x1b"), [{ kind: "key", key: { name: "esc" } }]);
  assert.deepEqual(decode("\x1b", "[A").inputs, [{ kind: "key", key: { name: "up" } }]);
});

Deno.test("decode() never takes pasted text for keys", () => {
  const { inputs } = decode("", "\x1b[200~q\rD\x1b[201~j");

  assert.deepEqual(inputs, [
    { kind: "paste", text: "q\rD" },
    { kind: "key", key: { name: "j", text: "j" } },
  ]);
});

Deno.test("decode() reads the mouse, and drops what it does not know", () => {
  const { inputs } = decode("", "\x1b[<0;5;3M\x1b[<0;5;3m\x1b[<64;1;1M\x1b[<35;1;1M");

  assert.deepEqual(inputs, [
    { kind: "mouse", action: "press", x: 4, y: 2 },
    { kind: "mouse", action: "wheel_up", x: 0, y: 0 },
  ]);
});

Deno.test("decode() drops the replies of a terminal", () => {
  assert.deepEqual(namesOf("\x1b[?62;4c\x1b[12;40R\x1b]11;rgb:0/0/0\x1b\\\x1b[Ij"), ["j"]);
});

Deno.test("decode() reads the same however the input is cut into chunks", () => {
  const pieces = ["j", "\x1b[A", "\x1b[<0;12;7M", "\x1b[200~a b\x1b[201~", "\r", "漢", "\x1b[1;5C"];
  fc.assert(fc.property(
    fc.array(fc.constantFrom(...pieces), { maxLength: 8 }),
    fc.array(fc.nat(60), { maxLength: 6 }),
    (parts, cuts) => {
      const text = parts.join("");
      const whole = decode("", text).inputs;
      const inputs: Input[] = [];
      let rest = "";
      let from = 0;
      for (
        const cut of [...cuts.filter((at) => at < text.length).sort((a, b) => a - b), text.length]
      ) {
        const decoded = decode(rest, text.slice(from, cut));
        inputs.push(...decoded.inputs);
        [rest, from] = [decoded.rest, cut];
      }

      assert.deepEqual(inputs, whole);
      assert.equal(rest, "");
    },
  ));
});
