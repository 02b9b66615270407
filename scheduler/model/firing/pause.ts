import { z } from "zod";
import { allCategories } from "../category.ts";
import { CategoryId } from "../ids.ts";
import type { Instant } from "../time.ts";

/** What becomes of the fire times of a pause: they are skipped, or made up for afterwards by the misfire rule. */
export const PauseFires = z.enum(["skip", "make_up"]);
export type PauseFires = z.infer<typeof PauseFires>;

/** Who paused one job, since when, and why. */
export const JobPause = z.object({
  by: z.string(),
  at: z.number(),
  reason: z.string(),
  /** The job goes on by itself from here on; absent: until somebody resumes it. */
  until: z.number().exactOptional(),
  /** Absent for a pause without a word of it: its fire times do not count, and leave no trace. */
  fires: PauseFires.exactOptional(),
});
export type JobPause = z.infer<typeof JobPause>;

/** A pause of a category, or of everything. No job is written for it: each tick reads all pauses. */
export const Pause = z.object({
  /** {@link allCategories}: everything is paused. */
  scope: CategoryId,
  by: z.string(),
  /** Fire times from here on, this moment included, are paused. */
  at: z.number(),
  reason: z.string(),
  /** Fire times from here on are not paused; absent: until somebody ends the pause. */
  until: z.number().exactOptional(),
  fires: PauseFires,
});
export type Pause = z.infer<typeof Pause>;

/** All pauses at one moment, also those that have ended and whose last fire times may not be fired yet. */
export class Pauses {
  readonly #byScope: ReadonlyMap<CategoryId, Pause>;

  constructor(pauses: Iterable<Pause>) {
    this.#byScope = new Map(Array.from(pauses, (pause) => [pause.scope, pause]));
  }

  get isEmpty(): boolean {
    return this.#byScope.size === 0;
  }

  /** The pause that is in force for jobs of a category. */
  inForce(category: CategoryId, now: Instant): Pause | undefined {
    return this.#of(category).find((pause) => covers(pause, now));
  }

  /** The pause that skips a fire time. */
  skips(category: CategoryId, at: Instant): Pause | undefined {
    return this.#of(category).find((pause) => pause.fires === "skip" && covers(pause, at));
  }

  /** From this fire time on, the fires of a category are held until the pause ends; `undefined` where none are. */
  heldFrom(category: CategoryId, now: Instant): Instant | undefined {
    const starts = this.#of(category)
      .filter((pause) => pause.fires === "make_up" && covers(pause, now))
      .map(({ at }) => at);
    return starts.length === 0 ? undefined : Math.min(...starts);
  }

  #of(category: CategoryId): Pause[] {
    if (this.isEmpty) return [];
    const [all, one] = [this.#byScope.get(allCategories), this.#byScope.get(category)];
    return [
      ...(all === undefined ? [] : [all]),
      ...(one === undefined || one === all ? [] : [one]),
    ];
  }
}

export const noPauses = new Pauses([]);

/** Whether a fire time, or a moment, lies in a pause. */
export function covers({ at: start, until = Infinity }: Pause, at: Instant): boolean {
  return start <= at && at < until;
}
