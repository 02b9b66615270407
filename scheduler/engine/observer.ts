/** Told what an engine does, so that it can be counted. */
export interface EngineObserver {
  claimed(count: number): void;
  /** An attempt is over. @param state what the execution is then: `scheduled` when it is tried again. */
  ended(state: string, jobClass: string, seconds: number): void;
  /** @param lagSeconds how late the longest due job was when the tick began. */
  ticked(seconds: number, lagSeconds: number): void;
}
