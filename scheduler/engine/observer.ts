/** Counts what an engine does. */
export interface EngineObserver {
  claimed(count: number): void;
  /**
   * An attempt is over.
   * @param state the state of the execution after it; `scheduled` when another attempt follows.
   * @param seconds how long the attempt ran.
   */
  ended(state: string, jobClass: string, seconds: number): void;
  /**
   * A tick is over.
   * @param seconds how long it took.
   * @param lagSeconds how late the longest due job was when the tick began.
   */
  ticked(seconds: number, lagSeconds: number): void;
  /** @param seconds how far this clock is ahead of those of other processes; negative: behind. */
  clockCompared?(seconds: number): void;
}
