import { strict as assert } from "node:assert";
import { foundChoices } from "../../../tui/overlays/picker.ts";
import { fieldOf } from "../../../tui/terminal/text_field.ts";

Deno.test("a picker finds Asia/Tokyo first by tok", () => {
  const choices = Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value }));

  const [first] = foundChoices({ choices, field: fieldOf("tok") });

  assert.equal(first?.value, "Asia/Tokyo");
});
