import { strict as assert } from "node:assert";
import { failedPages, joinPage, loadingPages, type Pages } from "../../../tui/state/pages.ts";

interface Rows extends Pages {
  readonly rows: readonly string[];
}

const none: Rows = { question: "", phase: "none", rows: [] };
const read: Rows = { question: "?", phase: "ready", rows: ["a"], nextCursor: "2" };
const problem = { status: 500, error: "It broke." };

Deno.test("loadingPages() keeps the rows for the same question, and drops them for another", () => {
  assert.deepEqual(loadingPages(read, none, "?"), { ...read, phase: "loading" });
  assert.deepEqual(loadingPages(read, none, "!"), { ...none, question: "!", phase: "loading" });
});

Deno.test("failedPages() says why, and stays ready where there are rows", () => {
  assert.deepEqual(failedPages(read, "?", problem, true), { ...read, problem });
  assert.deepEqual(failedPages(none, "", problem, false), { ...none, phase: "failed", problem });
});

Deno.test("failedPages() ignores the failure of a question that is not asked any more", () => {
  assert.equal(failedPages(read, "!", problem, true), read);
});

const first = (nextCursor?: string) => ({ question: "?", isFirst: true, nextCursor });

Deno.test("a first page that meets the rows leaves the older ones and where they go on", () => {
  const { meets, goesOn, cursor } = joinPage(read, first("new"), [false, true], 5);

  assert.deepEqual([meets, goesOn, cursor], [true, true, "2"]);
});

Deno.test("a first page that does not meet the rows takes their place, because there may be a gap", () => {
  const { meets, goesOn, cursor } = joinPage(read, first("new"), [false, false], 5);

  assert.deepEqual([meets, goesOn, cursor], [false, false, "new"]);
});

Deno.test("a first page that has all rows tells where to go on", () => {
  const { meets, goesOn, cursor } = joinPage(read, first("new"), [true, true], 2);

  assert.deepEqual([meets, goesOn, cursor], [true, false, "new"]);
});

Deno.test("a further page goes on behind the rows, whatever it has", () => {
  const page = { question: "?", isFirst: false, nextCursor: undefined };
  const { meets, goesOn, cursor } = joinPage(read, page, [false], 1);

  assert.deepEqual([meets, goesOn, cursor], [true, false, undefined]);
});

Deno.test("a page that was read ends the problem of the one before", () => {
  const { pages } = joinPage({ ...read, problem }, first(), [], 0);

  assert.deepEqual(pages, { question: "?", phase: "ready", rows: ["a"] });
});

Deno.test("an empty first page of an empty list is no gap and no more", () => {
  const { goesOn, cursor } = joinPage(none, first(), [], 0);

  assert.deepEqual([goesOn, cursor], [false, undefined]);
});
