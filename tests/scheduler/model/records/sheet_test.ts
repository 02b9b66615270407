import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { type ClaimId, newId, newPackId, type WorkerId } from "../../../../scheduler/model/ids.ts";
import { inflated } from "../../../../scheduler/model/records/deflated.ts";
import {
  endsBytes,
  isOfPack,
  Sheet,
  sheetBytes,
  SheetParts,
  type SlotEnd,
  SlotEnds,
} from "../../../../scheduler/model/records/sheet.ts";
import { bytesOf, formerForm } from "../../../support/former/sheets.ts";
import { snapshotOf } from "../../../../scheduler/model/job_snapshot.ts";
import { aJob } from "../../../support/builders.ts";

const at = Date.parse("2026-03-02T10:00:00Z");
const usual: SlotEnd = {
  ...{ state: "succeeded", startedAt: at, endedAt: at + 5, result: "done", description: "" },
  attempts: [],
};

function aSheet(end?: SlotEnd): Sheet {
  const slot = { job: snapshotOf(aJob(at)) };
  return {
    claimedAt: at,
    workerId: newId<WorkerId>(at),
    claimId: newId<ClaimId>(at),
    hostname: "localhost",
    pid: 1,
    slots: [end === undefined ? slot : { ...slot, end }],
  };
}

/** Each stored form, of which a slot is spoilt. */
// deno-lint-ignore no-explicit-any -- the stored form, of which a part is spoilt
function spoilt(sheet: Sheet, spoil: (slot: any[]) => void): Uint8Array[] {
  const lines = new TextDecoder().decode(inflated(sheetBytes(sheet))).split("\n");
  const former = formerForm(sheet);
  spoil(former[5][0]);
  lines[2] = JSON.stringify(former[5][0]);
  const text = lines.join("\n");
  return [bytesOf(JSON.stringify(former)), bytesOf(text), deflateSync(text)];
}

Deno.test("a sheet is read with slots of every kind", () => {
  const attempt = { attempt: 1, startedAt: at, endedAt: at + 5, outcome: "failed", error: "no" };
  const failed = { ...usual, state: "failed", attempts: [attempt] } as SlotEnd;

  for (const end of [undefined, "left" as const, usual, failed]) {
    const sheet = aSheet(end);
    for (const bytes of [sheetBytes(sheet), bytesOf(JSON.stringify(formerForm(sheet)))]) {
      assert.deepEqual(Sheet.parse(bytes), sheet);
      const parts = SheetParts.parse(bytes);
      assert.equal(parts.isClosed, end !== undefined);
      assert.deepEqual(parts.slotAt(0), sheet.slots[0]);
      assert.equal(parts.slotAt(1), undefined);
      assert.equal(parts.categoryAt(0), sheet.slots[0]?.job.categoryId);
    }
  }
});

Deno.test("a sheet is not read when any part of a slot has another form", () => {
  const sheet = aSheet(usual);
  const places = [0, 1, 2, 3, 4].map((place) => [place]);
  const placesOfEnd = [0, 1, 2, 3, 4, 5].map((place) => [4, place]);

  for (const [place = 0, inside] of [...places, ...placesOfEnd]) {
    for (const wrong of [null, true, { a: 1 }, [null]]) {
      const isFine = place === 2 && Array.isArray(wrong); // arguments are any JSON
      const forms = spoilt(sheet, (slot) => {
        if (inside === undefined) slot[place] = wrong;
        else slot[place][inside] = wrong;
      });
      for (const bytes of forms) {
        assert.equal(Sheet.safeParse(bytes).success, isFine, `${place} ${inside} ${wrong}`);
        assert.equal(SheetParts.parse(bytes).slotAt(0) !== undefined, isFine);
      }
    }
  }
  // deno-lint-ignore no-explicit-any -- as above
  const isRead = (spoil: (slot: any[]) => void) =>
    spoilt(sheet, spoil).some((bytes) => Sheet.safeParse(bytes).success);
  assert.ok(!isRead((slot) => slot[0] = "no id"));
  assert.ok(!isRead((slot) => slot[4][0] = "running"));
  assert.ok(!isRead((slot) => slot[3] = 7));
});

Deno.test("a long sheet is packed, and a packed sheet of which any byte is wrong is not read", () => {
  const [slot] = aSheet(usual).slots;
  const sheet = { ...aSheet(), slots: Array.from({ length: 98 }, () => slot!) };
  const bytes = sheetBytes(sheet);

  assert.ok(bytes.length < inflated(bytes).length / 3);
  assert.deepEqual(Sheet.parse(bytes), sheet);
  for (let at = 0; at < bytes.length; at += 7) {
    const broken = Uint8Array.from(bytes);
    broken[at]! ^= 0x55;
    assert.ok(!SheetParts.safeParse(broken).success, `byte ${at}`);
    assert.ok(!SheetParts.safeParse(bytes.subarray(0, at)).success, `${at} bytes`);
  }
  const bomb = deflateSync(new Uint8Array(2 ** 24));
  assert.ok(bomb.length < 64 * 1024 && !SheetParts.safeParse(bomb).success);
});

Deno.test("a sheet of which a line is missing is not read", () => {
  const lines = new TextDecoder().decode(inflated(sheetBytes(aSheet(usual)))).split("\n");
  for (let count = 0; count < lines.length; count++) {
    assert.ok(!SheetParts.safeParse(bytesOf(lines.slice(0, count).join("\n"))).success);
  }
});

Deno.test("ends beside a sheet are read, packed or not, and not when they are broken", () => {
  for (const count of [1, 60]) {
    const ends: SlotEnds = new Map(
      Array.from({ length: count }, (_, place) => [place, usual]),
    );
    const plain = endsBytes(ends);

    // Earlier versions packed them.
    for (const bytes of [plain, new Uint8Array(deflateSync(plain))]) {
      assert.equal(inflated(bytes) === bytes, bytes === plain);
      assert.deepEqual(SlotEnds.parse(bytes), ends);
      assert.ok(!SlotEnds.safeParse(bytes.subarray(0, bytes.length - 3)).success);
    }
  }
});

Deno.test("a sheet says which places packs have; one of the form before has none", () => {
  const packs = [{ pack: newPackId(at), from: 0, count: 1 }];
  const sheet: Sheet = { ...aSheet(usual), packs };
  const bytes = sheetBytes(sheet);

  assert.deepEqual(Sheet.parse(bytes), sheet);
  assert.deepEqual([isOfPack(sheet, 0), isOfPack(sheet, 1)], [true, false]);
  const [first = "", ...lines] = new TextDecoder().decode(inflated(bytes)).split("\n");
  const head: unknown[] = JSON.parse(first);
  const before = [JSON.stringify([2, ...head.slice(1, 6)]), ...lines].join("\n");
  assert.deepEqual(Sheet.parse(bytesOf(before)), aSheetOf(sheet));
  assert.ok(!isOfPack(Sheet.parse(bytesOf(before)), 0));
});

function aSheetOf({ packs: _, ...sheet }: Sheet): Sheet {
  return sheet;
}
