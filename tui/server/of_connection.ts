import type { App } from "../app.ts";
import type { Client } from "./client.ts";

/**
 * A value for the present connection of a dashboard, such as what is being read. After going to another server or account it is
 * forgotten: the calls of the old connection never return, so that nothing would end what they began.
 */
export class OfConnection<T> {
  readonly #values = new WeakMap<Promise<Client>, T>();

  get(app: Pick<App, "client">): T | undefined {
    return this.#values.get(app.client());
  }

  set(app: Pick<App, "client">, value: T): void {
    this.#values.set(app.client(), value);
  }

  delete(app: Pick<App, "client">): void {
    this.#values.delete(app.client());
  }
}
