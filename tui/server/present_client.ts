import type { Client } from "./client.ts";

/** Makes a client of a server; its code may have to be loaded first. */
type Connect = (server: string, token: string | undefined) => Promise<Client>;

/**
 * The client of the server one is at, as whom one is there. Going elsewhere makes another one, and the one before
 * falls silent: what it was asked for is not of the server that is shown now.
 */
export class PresentClient {
  readonly #connect: Connect;
  #server: string;
  #token: string | undefined;
  #coming: Promise<Client> | undefined;
  #there: Client | undefined;

  constructor(connect: Connect, server: string, token: string | undefined) {
    this.#connect = connect;
    this.#server = server;
    this.#token = token;
  }

  // Bound: they are handed on as those of the App.
  readonly get = (): Promise<Client> => {
    if (this.#coming === undefined) {
      const coming = this.#connect(this.#server, this.#token);
      this.#coming = coming;
      void coming.then((client) => {
        if (this.#coming === coming) this.#there = client;
        else client.close(); // one went on before it was there
      });
    }
    return this.#coming;
  };

  readonly replace = (server: string, token: string | undefined): void => {
    this.#there?.close();
    this.#server = server;
    this.#token = token;
    this.#coming = undefined;
    this.#there = undefined;
  };
}
