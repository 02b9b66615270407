/** What the command needs of the process that it runs in. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  readonly isOutputTerminal: boolean;
  readonly isInputTerminal: boolean;
  env(name: string): string | undefined;
  /** Standard input up to its end. */
  readInput(): Promise<string>;
  /** A line that somebody types; `undefined` at the end of the input. */
  ask(question: string): Promise<string | undefined>;
  /** The same without echo. */
  askSecret(question: string): Promise<string | undefined>;
  /** Opens a file in the user's editor, and waits. @returns whether the editor ended well. */
  edit(path: string): Promise<boolean>;
  /** Opens an address in the browser. @returns whether there is one. */
  browse(url: string): Promise<boolean>;
  /** Calls `act` on ctrl+c, which then does not end the process. @returns stops that. */
  onInterrupt(act: () => void): () => void;
  /** In milliseconds since 1970. */
  now(): number;
}
