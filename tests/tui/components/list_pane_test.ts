import { strict as assert } from "node:assert";
import { byId } from "../../../tui/components/list_pane.ts";

Deno.test("byId() maps an array once, and another array of the same things again", () => {
  const things = [{ id: "a" }, { id: "b" }];
  const idOf = ({ id }: { id: string }) => id;

  const first = byId(things, idOf);

  assert.deepEqual([...first.keys()], ["a", "b"]);
  assert.equal(byId(things, idOf), first);
  assert.notEqual(byId([...things], idOf), first);
});
