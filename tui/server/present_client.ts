import type { Client } from "./client.ts";

/** Makes the client for a server. Its code may have to be loaded first. */
type Connect = (server: string, token: string | undefined) => Promise<Client>;

/**
 * The client of the present server and account. Going to another one makes a new client and closes the old one, so
 * that late answers do not reach the screen.
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

  // Arrow functions, because the App takes them without this object.
  readonly get = (): Promise<Client> => {
    if (this.#coming === undefined) {
      const coming = this.#connect(this.#server, this.#token);
      this.#coming = coming;
      void coming.then((client) => {
        if (this.#coming === coming) this.#there = client;
        else client.close(); // replaced while it was loading
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
