import type { Carillon } from "../client/mod.ts";
import { type ExitCode, exitCodes } from "./exit_codes.ts";
import type { Connection, GlobalOptions } from "./globals.ts";
import type { Io } from "./io.ts";
import { Output } from "./output.ts";

/** What a subcommand has to work with. */
export class Context {
  readonly io: Io;
  readonly #globals: () => GlobalOptions;
  /** The exit code of a command that did what it was asked to, such as following a run that failed. */
  exitCode: ExitCode = exitCodes.done;

  constructor(io: Io, globals: () => GlobalOptions) {
    this.io = io;
    this.#globals = globals;
  }

  get globals(): GlobalOptions {
    return this.#globals();
  }

  get output(): Output {
    const { json, output } = this.globals;
    return new Output(this.io, json === true ? "json" : output ?? "table");
  }

  /** Where the command goes, without a call. */
  async connection(): Promise<Connection> {
    const { connectionOf } = await import("./connection.ts");
    return connectionOf(this.io, this.globals);
  }

  async client(): Promise<Carillon> {
    return (await this.connection()).client;
  }
}
