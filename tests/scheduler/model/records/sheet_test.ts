import assert from "node:assert/strict";
import { type ClaimId, newId, type WorkerId } from "../../../../scheduler/model/ids.ts";
import { Sheet, sheetBytes, type SlotEnd } from "../../../../scheduler/model/records/sheet.ts";
import { aJob } from "../../../support/builders.ts";

const at = Date.parse("2026-03-02T10:00:00Z");
const usual: SlotEnd = {
  ...{ state: "succeeded", startedAt: at, endedAt: at + 5, result: "done", description: "" },
  attempts: [],
};

function aSheet(end?: SlotEnd): Sheet {
  const slot = { job: aJob(at) };
  return {
    claimedAt: at,
    workerId: newId<WorkerId>(at),
    claimId: newId<ClaimId>(at),
    hostname: "localhost",
    pid: 1,
    slots: [end === undefined ? slot : { ...slot, end }],
  };
}

// deno-lint-ignore no-explicit-any -- the stored form, of which a part is spoilt
function spoilt(sheet: Sheet, spoil: (slot: any[]) => void): Uint8Array {
  const stored = JSON.parse(new TextDecoder().decode(sheetBytes(sheet)));
  spoil(stored[5][0]);
  return new TextEncoder().encode(JSON.stringify(stored));
}

Deno.test("a sheet is read with slots of every kind", () => {
  const attempt = { attempt: 1, startedAt: at, endedAt: at + 5, outcome: "failed", error: "no" };
  const failed = { ...usual, state: "failed", attempts: [attempt] } as SlotEnd;

  for (const end of [undefined, "left" as const, usual, failed]) {
    const [slot] = Sheet.parse(sheetBytes(aSheet(end))).slots;
    assert.deepEqual(slot?.end, end);
  }
});

Deno.test("a sheet is not read when any part of a slot has another form", () => {
  const sheet = aSheet(usual);
  const places = [0, 1, 2, 3, 4].map((place) => [place]);
  const placesOfEnd = [0, 1, 2, 3, 4, 5].map((place) => [4, place]);

  for (const [place = 0, inside] of [...places, ...placesOfEnd]) {
    for (const wrong of [null, true, { a: 1 }, [null]]) {
      const isFine = place === 2 && Array.isArray(wrong); // arguments are any JSON
      const bytes = spoilt(sheet, (slot) => {
        if (inside === undefined) slot[place] = wrong;
        else slot[place][inside] = wrong;
      });
      assert.equal(Sheet.safeParse(bytes).success, isFine, `${place} ${inside} ${wrong}`);
    }
  }
  assert.ok(!Sheet.safeParse(spoilt(sheet, (slot) => slot[0] = "no id")).success);
  assert.ok(!Sheet.safeParse(spoilt(sheet, (slot) => slot[4][0] = "running")).success);
  assert.ok(!Sheet.safeParse(spoilt(sheet, (slot) => slot[3] = 7)).success);
});
