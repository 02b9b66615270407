/** One server-sent event. */
export interface Told {
  readonly event: string;
  readonly id?: string;
  // deno-lint-ignore no-explicit-any -- what it is, the test says
  readonly data: any;
}

/** Reads a stream of server-sent events as a client would; comments are left out. */
export class EventReader implements AsyncDisposable {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #rest = "";

  constructor(response: Response) {
    if (response.body === null) throw new Error("the answer has no body");
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next event; `undefined` when the stream has ended. */
  async next(): Promise<Told | undefined> {
    for (;;) {
      const end = this.#rest.indexOf("\n\n");
      if (end >= 0) {
        const block = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 2);
        const told = parse(block);
        if (told !== undefined) return told;
        continue;
      }
      const { value, done } = await this.#reader.read();
      if (done) return undefined;
      this.#rest += value;
    }
  }

  /** Reads on until an event is what the test waits for; answers all that were read. */
  async until(isIt: (told: Told) => boolean): Promise<Told[]> {
    const all: Told[] = [];
    for (;;) {
      const told = await this.next();
      if (told === undefined) throw new Error(`the stream ended after ${JSON.stringify(all)}`);
      all.push(told);
      if (isIt(told)) return all;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel();
  }
}

function parse(block: string): Told | undefined {
  const fields = new Map(
    block.split("\n").map((line) => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
  const [event, id, data] = [fields.get("event"), fields.get("id"), fields.get("data")];
  if (event === undefined || data === undefined) return undefined;
  return { event, data: JSON.parse(data), ...(id === undefined ? {} : { id }) };
}
