import assert from "node:assert/strict";
import {
  isPassing,
  StorageFullError,
  storageRefusal,
} from "../../../../../scheduler/store/kv/faults/failures.ts";
import { StorageState } from "../../../../../scheduler/store/kv/faults/storage_state.ts";
import { UnreadableRecordError } from "../../../../../scheduler/store/kv/faults/unreadable.ts";
import { FakeClock } from "../../../../support/fake_clock.ts";

Deno.test("isPassing() and storageRefusal() take no word that a record or a user could hold", () => {
  for (
    const message of [
      'The record at ["job"] does not fit its schema: ✖ Invalid input → at timeoutSeconds',
      "job timeout: connection refused by busy server, 503",
      "the name 'database is locked' is taken",
      "x: database or disk is full",
      "database or disk is full of jokes",
      "network",
      "503",
    ]
  ) {
    assert.ok(!isPassing(new Error(message)), message);
    assert.equal(storageRefusal(new Error(message)), undefined, message);
  }
  assert.ok(!isPassing(new UnreadableRecordError(["timeout", "connection", "busy"])));
});

Deno.test("isPassing() knows the errors of Deno by their class, and KV Connect's by their form", () => {
  assert.ok(isPassing(new Deno.errors.ConnectionReset("x")));
  assert.ok(isPassing(new Deno.errors.TimedOut("x")));
  assert.ok(isPassing(new Deno.errors.Busy("x")));
  const kv = (status: string) =>
    new Error(`KV Connect failed to call 'http://kv/atomic_write' (status=${status}): body`);
  assert.ok(isPassing(kv("503 Service Unavailable")));
  assert.ok(isPassing(kv("429 Too Many Requests")));
  assert.ok(!isPassing(kv("401 Unauthorized")));
  assert.ok(!isPassing(new Deno.errors.PermissionDenied("timed out")));
});

Deno.test("storageRefusal() knows why the storage takes no writes", () => {
  const reason = (message: string) => storageRefusal(new TypeError(message))?.reason;

  assert.equal(reason("database or disk is full"), "full");
  assert.equal(reason("attempt to write a readonly database"), "read-only");
  assert.equal(reason("Can not write to a read-only database."), "read-only");
  assert.equal(reason("disk I/O error"), "broken");
  assert.equal(reason("Writes are disabled for this database"), "quota");
  assert.equal(reason("Disk quota exceeded (os error 122)"), "quota");
  assert.equal(reason("Value too large (max 65536 bytes)"), undefined);
});

Deno.test("StorageState stays red while small writes succeed between refusals, and gets well by itself", () => {
  const clock = new FakeClock();
  const state = new StorageState(() => clock.elapsed());
  const full = new StorageFullError("full", new Error("x"));

  assert.equal(state.refusal, undefined);
  state.refused(full);
  clock.advance(1);
  state.written();
  assert.equal(state.refusal, full);
  assert.equal(state.isUnsure, false);
  clock.advance(60_000);
  assert.equal(state.refusal, undefined);
  state.refused(full);
  clock.advance(60_000);
  assert.equal(state.refusal, full);
  assert.ok(state.isUnsure);
  state.written();
  clock.advance(1);
  assert.equal(state.refusal, undefined);
});
