import assert from "node:assert/strict";
import { ClockOffsets } from "../../../scheduler/engine/checks/clock_offsets.ts";
import { hour, minute, second } from "../../../scheduler/model/time.ts";

/** Other processes with clocks of their own, seen once a second by one whose clock is right. */
class Seen {
  readonly offsets = new ClockOffsets("me");
  #elapsed = 0;
  #versions = new Map<string, number>();
  readonly #pulses = new Map<string, { at: number; setByMs: number }>();

  get now(): number {
    return Date.parse("2026-03-02T10:00:00Z") + this.#elapsed;
  }

  pulse(id: string, aheadMs: number, setByMs = 0): void {
    this.#pulses.set(id, { at: this.now + aheadMs, setByMs });
    this.#versions.set(id, (this.#versions.get(id) ?? 0) + 1);
  }

  look(afterMs = second): void {
    this.#elapsed += afterMs;
    const pulses = Array.from(this.#pulses, ([id, pulse]) => ({
      key: ["pulse", id],
      versionstamp: String(this.#versions.get(id)),
      value: { hostname: "host", pid: 1, isAsking: false, ...pulse },
    }));
    const [before, after] = [this.#elapsed, this.#elapsed];
    this.offsets.see(pulses, { before, after, now: this.now, setByMs: 0 });
  }

  /** Each of them pulses twice. */
  each(aheadMs: Record<string, number>): ClockOffsets {
    this.look();
    for (let i = 0; i < 2; i++) {
      for (const [id, ms] of Object.entries(aheadMs)) this.pulse(id, ms);
      this.look();
    }
    return this.offsets;
  }
}

Deno.test("a pulse counts once it changes: what was there before may be of a process that is gone", () => {
  const seen = new Seen();
  seen.pulse("other", -hour);
  seen.look();
  seen.look();
  assert.equal(seen.offsets.count, 0);

  seen.pulse("other", -hour);
  seen.look();

  assert.equal(seen.offsets.count, 1);
  assert.ok(Math.abs(seen.offsets.newestMs - hour) <= second);
});

Deno.test("clocks that agree have no difference, however seldom they are looked at", () => {
  const seen = new Seen();
  seen.look();
  seen.pulse("other", 0);
  seen.look(minute);

  assert.equal(seen.offsets.newestMs, 0);
});

Deno.test("a process is not counted once its pulses stop", () => {
  const seen = new Seen();
  seen.each({ other: -hour });
  seen.look(3 * minute);

  assert.deepEqual([seen.offsets.count, seen.offsets.newestMs], [0, 0]);
});

Deno.test("one wrong clock of three counts for itself alone", () => {
  assert.equal(new Seen().each({ right: 0, behind: -hour }).newestMs, 0);
  assert.equal(new Seen().each({ right: 0, ahead: hour }).newestMs, 0);
  assert.ok(new Seen().each({ one: -hour, another: -hour }).newestMs > minute);
  assert.ok(new Seen().each({ one: hour, another: hour }).isBehind);
});

Deno.test("a clock that was set back is no reason to think that this one is ahead", () => {
  const seen = new Seen();
  seen.look();
  for (let i = 0; i < 2; i++) {
    seen.pulse("other", -hour, -hour);
    seen.look();
  }

  assert.equal(seen.offsets.newestMs, 0);
  assert.ok(seen.offsets.confirmedMs > minute);
});

Deno.test("a pulse that had to wait for the database is in doubt until the next", () => {
  const seen = new Seen();
  seen.each({ other: 0 });
  seen.pulse("other", -20 * second);
  seen.look();
  assert.ok(seen.offsets.isInDoubt);
  assert.equal(seen.offsets.confirmedMs, 0);

  seen.pulse("other", 0);
  seen.look();

  assert.equal(seen.offsets.newestMs, 0);
});
