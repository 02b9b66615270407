import { strict as assert } from "node:assert";
import { byHandTitle } from "../../../tui/forms/by_hand.ts";
import { en } from "../../../tui/texts/en.ts";

Deno.test("byHandTitle() says which document made one of the records", () => {
  const managed = byHandTitle("Edit 2 jobs", [{}, { managed_by: "team" }], en);
  const others = byHandTitle("Edit 2 jobs", [{}, {}], en);

  assert.equal(managed, "Edit 2 jobs by hand (managed as code by team)");
  assert.equal(others, "Edit 2 jobs");
});
