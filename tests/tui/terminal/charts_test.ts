import { strict as assert } from "node:assert";
import fc from "fast-check";
import {
  columnChart,
  ganttBar,
  heat,
  joined,
  levels,
  progressBar,
  sparkline,
} from "../../../tui/terminal/charts.ts";
import { symbolsOf } from "../../../tui/terminal/symbols.ts";
import { widthOf } from "../../../tui/terminal/text.ts";
import { lineWidth, span } from "../../../tui/terminal/theme.ts";

const all = [symbolsOf(false), symbolsOf(true)];
const any = fc.oneof(fc.double(), fc.integer({ min: -5, max: 5 }), fc.constant(NaN));

Deno.test("a bar has its width for any share: also for a time of nothing by an average of nothing", () => {
  for (const sym of all) {
    fc.assert(fc.property(any, fc.nat(40), (share, width) => {
      assert.equal(widthOf(progressBar(share, width, sym)), width);
    }));
    assert.equal(progressBar(0 / 0, 10, sym), sym.barOff.repeat(10));
    assert.equal(progressBar(1 / 0, 10, sym), sym.barOn.repeat(10));
  }
});

Deno.test("a bar is filled by its share", () => {
  const [sym] = all;
  const on = (share: number) => progressBar(share, 10, sym!).split(sym!.barOn).length - 1;

  assert.deepEqual([-1, 0, 0.04, 0.05, 0.5, 0.96, 1, 7].map(on), [0, 0, 0, 1, 5, 10, 10, 10]);
});

Deno.test("a bar on a time line is at least one column, and has its place", () => {
  const [sym] = all;
  const bar = (from: number, to: number) => ganttBar(from, to, 10, sym!);

  assert.equal(bar(0, 0), `${sym!.full}${" ".repeat(9)}`);
  assert.equal(bar(1, 1), `${" ".repeat(9)}${sym!.full}`);
  assert.equal(bar(0.2, 0.5), `  ${sym!.full.repeat(3)}     `);
  fc.assert(fc.property(
    fc.double({ min: -2, max: 2, noNaN: true }),
    fc.double({ min: -2, max: 2, noNaN: true }),
    fc.integer({ min: 1, max: 60 }),
    (from, to, width) => assert.equal(widthOf(ganttBar(from, to, width, sym!)), width),
  ));
});

Deno.test("the largest value has the full height, and none has none", () => {
  assert.deepEqual(levels([0, 1, 7, 14]), [0, 1, 4, 7]);
  assert.deepEqual(levels([]), []);
  assert.deepEqual(levels([0, 0]), [0, 0]);
  assert.deepEqual(levels([-3, 5]), [0, 7]);
  assert.equal(widthOf(sparkline([1, 2, 3], all[0]!)), 3);
});

Deno.test("a chart has its rows and columns, and what failed stands at the bottom", () => {
  const [sym] = all;
  const chart = columnChart([{ value: 0 }, { value: 4, bad: 2 }, { value: 8 }], 2, sym!);

  assert.equal(chart.length, 2);
  for (const line of chart) assert.equal(lineWidth(line), 3);
  const [top, bottom] = chart;
  assert.deepEqual(top?.map(({ text }) => text), [" ", " ", sym!.spark[7]]);
  assert.deepEqual(bottom?.map(({ text }) => text), [" ", sym!.spark[7], sym!.spark[7]]);
  assert.deepEqual(bottom?.map(({ tone }) => tone), ["accent", "bad", "accent"]);
  assert.deepEqual(top?.map(({ tone }) => tone), ["accent", "accent", "accent"]);
});

Deno.test("a chart of nothing is blank", () => {
  for (const line of columnChart([{ value: 0 }], 3, all[0]!)) {
    assert.deepEqual(line.map(({ text }) => text), [" "]);
  }
});

Deno.test("any failure is seen on the heat map, and the most is the darkest", () => {
  for (const sym of all) {
    const top = sym.heat.length - 1;

    assert.equal(heat(0, 9, sym), sym.heat[0]);
    assert.equal(heat(1, 1000, sym), sym.heat[1]);
    assert.equal(heat(1000, 1000, sym), sym.heat[top]);
    assert.equal(heat(5000, 1000, sym), sym.heat[top]);
    assert.equal(heat(3, 0, sym), sym.heat[0]);
  }
});

Deno.test("joined() joins neighbours that look alike and lead to the same", () => {
  const click = { kind: "command", command: "help" } as const;
  const line = [span("a", "bad"), span("b", "bad"), span("c", "ok"), span("d", "ok", click)];

  assert.deepEqual(joined(line).map(({ text }) => text), ["ab", "c", "d"]);
  assert.deepEqual(
    joined([{ text: "a", strong: true }, { text: "b" }, { text: "c", inverse: true }]).length,
    3,
  );
  assert.deepEqual(joined([]), []);
});
