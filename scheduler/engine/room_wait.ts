/** Waits until a worker has room. One caller waits at a time. */
export class RoomWait {
  readonly #room: () => number;
  #wanted: { readonly room: number; readonly resolve: () => void } | undefined;

  constructor(room: () => number) {
    this.#room = room;
  }

  /** Called when there may be more room. */
  notice(): void {
    const { room, resolve } = this.#wanted ?? {};
    if (room !== undefined && this.#room() >= room) resolve?.();
  }

  /** @returns whether there is so much room within `ms` milliseconds. */
  async comes(room: number, ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wanted = { room, resolve };
    const timer = setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
    this.#wanted = undefined;
    return this.#room() >= room;
  }
}
