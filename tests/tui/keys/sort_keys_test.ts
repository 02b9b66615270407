import { strict as assert } from "node:assert";
import fc from "fast-check";
import { allBindings, bindingsOn } from "../../../tui/keys/key_table.ts";
import { frameOf } from "../../../tui/frame.ts";
import { type SortedList, sortKeys } from "../../../tui/keys/sort_keys.ts";
import type { Language } from "../../../tui/texts/mod.ts";
import { durationsOf } from "../../../tui/state/durations.ts";
import { initialLists, listOf, reduceLists } from "../../../tui/state/lists.ts";
import type { Past } from "../../../tui/state/server/executions.ts";
import { cursorRow, onJobs } from "../support/story.ts";
import { TestTerminal } from "../support/terminal.tsx";

const lists = Object.keys(sortKeys) as SortedList[];
const allColumns = {
  jobs: { class: true, zone: true, p50: true, p95: true, trend: true },
  runs: { category: true, host: true },
};

for (const list of lists) {
  Deno.test(`each column of the ${list} has a key that no other command of the screen has`, () => {
    const bindings = bindingsOn(list, true);

    for (const [column, key] of Object.entries(sortKeys[list])) {
      const having = bindings.filter(({ keys }) => keys.includes(key))
        .map(({ command }) => command);
      // The theme has T while the column of the trend is hidden.
      const others = column === "trend" ? ["theme"] : [];
      assert.deepEqual(having, [`sort_by_${column}`, ...others]);
      assert.match(key, /^[A-Z]$/);
    }
  });
}

for (const list of lists) {
  Deno.test(`the key of each column sorts the ${list} by it, and a second time reverses`, async () => {
    await using terminal = new TestTerminal(onJobs({ columns: 200, rows: 40 }));
    terminal.app.dispatch({ type: "prefs_set", columns: allColumns });
    terminal.app.dispatch({ type: "view_switched", screen: list });
    terminal.app.dispatch({ type: "zoomed", isZoomed: true });
    await terminal.settle();
    const name = terminal.app.layout.focused ?? "";
    const [usual] = Object.keys(sortKeys[list]);

    for (const [column, key] of Object.entries(sortKeys[list])) {
      terminal.app.dispatch({ type: "list_sorted", list: name, sort: "", isReversed: false });
      await terminal.press(key);
      const first = listOf(terminal.state.lists, name);
      await terminal.press(key);
      const second = listOf(terminal.state.lists, name);

      const isUsual = column === usual;
      assert.deepEqual([first.sort, first.isReversed], [column, isUsual], `${list} ${column}`);
      assert.equal(second.isReversed, !isUsual);
    }
  });
}

/** The heads of a list, each with the letter that is marked in it. */
async function headsOf(screen: SortedList, language: Language): Promise<[string, string][]> {
  await using terminal = new TestTerminal(onJobs({ columns: 200, rows: 40 }));
  terminal.app.dispatch({ type: "prefs_set", columns: allColumns, language });
  terminal.app.dispatch({ type: "view_switched", screen });
  terminal.app.dispatch({ type: "zoomed", isZoomed: true });
  const { lines } = frameOf(terminal.state, terminal.app, 200, 40);
  const spans = lines.flat().filter(({ click }) => click?.kind === "sort");
  const columns = Map.groupBy(spans, ({ click }) => click?.kind === "sort" ? click.column : "");
  return [...columns].map(([column, parts]) => [
    column,
    parts.find(({ tone }) => tone === "key")?.text ?? "",
  ]);
}

for (const list of lists) {
  Deno.test(`the heads of the ${list} mark their keys, the same in both languages`, async () => {
    const keys: Readonly<Record<string, string>> = sortKeys[list];
    const english = await headsOf(list, "en");
    const chinese = await headsOf(list, "zh-TW");

    assert.ok(english.length > 1);
    for (const [column, marked] of english) {
      assert.equal(marked.toUpperCase(), keys[column], `${list} ${column}`);
    }
    assert.deepEqual(
      chinese.map(([column, marked]) => [column, marked.toUpperCase()]),
      english.map(([column, marked]) => [column, marked.toUpperCase()]),
    );
  });
}

Deno.test("the English head of each column of jobs and runs has its letter in a word", async () => {
  await using terminal = new TestTerminal(onJobs({ columns: 200, rows: 40 }));
  terminal.app.dispatch({ type: "prefs_set", columns: allColumns });
  await terminal.press("2", "+");
  const jobs = await terminal.text();
  await terminal.press("_", "3");
  const runs = await terminal.text();

  const heads = /S NAME +CATEGORY +JOB CLASS +SCHEDULE +ZONE +LAST 12 BARS +LAST WAS +P50 USUAL/;
  assert.match(jobs, heads);
  assert.match(jobs, /P95 PEAK +TREND +NEXT/);
  assert.match(runs, /STARTED +JOB +CATEGORY +WHY +DUR [^]*EXIT +HOST +TRIES/);
});

Deno.test("T sorts by the trend while its column is shown, and changes the theme otherwise", async () => {
  await using terminal = new TestTerminal(onJobs({ columns: 140, rows: 40 }));

  await terminal.press("T");
  const without = terminal.state.overlay.overlay?.kind;
  terminal.app.dispatch({ type: "overlay_closed" });
  terminal.app.dispatch({ type: "prefs_set", columns: { jobs: { trend: true } } });
  await terminal.press("T");

  assert.equal(without, "picker");
  assert.equal(terminal.state.overlay.overlay, undefined);
  assert.equal(listOf(terminal.state.lists, "jobs").sort, "trend");
});

Deno.test("a key of the settings file is taken from the sort commands", () => {
  const bindings = allBindings({ theme: ["W"] });
  const keysOf = (command: string) => bindings.find((it) => it.command === command)?.keys;

  assert.deepEqual([keysOf("theme"), keysOf("sort_by_last"), keysOf("sort_by_name")], [
    ["W"],
    [],
    ["M"],
  ]);
});

function aPast(state: Past["state"], duration_ms: number | null): Past {
  return { execution_id: "", state, at: "", ended: "", duration_ms, description: "" };
}

Deno.test("durationsOf() tells percentiles and the trend of the successes", () => {
  const past = [400, 400, 200, 200].map((ms) => aPast("succeeded", ms));

  assert.deepEqual(durationsOf([aPast("failed", 9), ...past]), { p50: 200, p95: 400, trend: 2 });
  assert.deepEqual(durationsOf(past.slice(0, 3)), { p50: 400, p95: 400 });
  assert.equal(durationsOf([aPast("failed", 9)]), undefined);
  assert.equal(durationsOf(undefined), undefined);
});

Deno.test("p50, p95 and trend can be shown, and sort the slowest first", async () => {
  await using terminal = new TestTerminal(onJobs({ columns: 140, rows: 40 }));
  const columns = { jobs: { p50: true, p95: true, trend: true } };
  terminal.app.dispatch({ type: "prefs_set", columns });

  await terminal.press("U", "g");

  assert.match(await terminal.text(), /P50 USUAL +P95 PEAK +TREND/);
  const row = cursorRow(await terminal.screen());
  assert.match(row, /\d(\.\d)?s +\d(\.\d)?s +[↑↓]?\d+ % /);
  assert.match(row, /thumbnails|夜間/);
});

const ids = Array.from({ length: 12 }, (_, i) => `id-${i}`);

Deno.test("V marks the rows from the last marked one, whichever keys came before", () => {
  const key = fc.oneof(
    fc.record({ kind: fc.constant("mark" as const), at: fc.nat(11) }),
    fc.record({ kind: fc.constant("range" as const), at: fc.nat(11) }),
  );
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 12 }), (keys) => {
      let lists = initialLists;
      let anchor: number | undefined;
      for (const { kind, at } of keys) {
        const before = listOf(lists, "jobs").marks;
        const id = ids[at] ?? "";
        lists = kind === "mark"
          ? reduceLists(lists, { type: "list_marked", list: "jobs", id })
          : reduceLists(lists, { type: "list_range_marked", list: "jobs", ids, id });
        if (kind === "range") {
          const [from, to] = [Math.min(anchor ?? at, at), Math.max(anchor ?? at, at)];
          const marked = new Set([...before, ...ids.slice(from, to + 1)]);
          assert.deepEqual(listOf(lists, "jobs").marks, marked);
        }
        anchor = at;
      }
    }),
  );
});

Deno.test("x and V mark the rows between in the list of jobs", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("x", "jj", "V");

  assert.match(await terminal.text(), /Jobs 66 · 4 marked/);
});
