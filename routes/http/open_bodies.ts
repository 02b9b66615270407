import { Refusal } from "../../scheduler/model/refusal.ts";

const retryAfterSeconds = 1;

/**
 * The requests whose body is still coming. Deno's `shutdown()` cuts such a body off, and the request looks
 * malformed then: a server that stops waits here first.
 */
export class OpenBodies {
  readonly #open = new Set<OpenBody>();
  #isClosing = false;
  readonly #closed = Promise.withResolvers<void>();

  /** Answers one request. Answers 503 with `Retry-After` once close() was called. */
  answer(
    request: Request,
    handler: (request: Request) => Response | Promise<Response>,
  ): Response | Promise<Response> {
    if (this.#isClosing) return stopping();
    return request.body === null ? handler(request) : this.#follow(request, request.body, handler);
  }

  async #follow(
    request: Request,
    source: ReadableStream<Uint8Array<ArrayBuffer>>,
    handler: (request: Request) => Response | Promise<Response>,
  ): Promise<Response> {
    const body = new OpenBody(source, () => this.#end(body));
    this.#open.add(body);
    try {
      const { url, method, headers } = request;
      return await handler(new Request(url, { method, headers, body: body.stream }));
    } finally {
      this.#end(body);
    }
  }

  #end(body: OpenBody): void {
    this.#open.delete(body);
    if (this.#isClosing && this.#open.size === 0) this.#closed.resolve();
  }

  /**
   * Refuses new requests, and waits until all bodies have come. A body that has not come after `graceMs`
   * fails with a Refusal `unavailable`, which is answered as 503.
   */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    if (this.#open.size === 0) return;
    const timer = setTimeout(() => {
      for (const body of this.#open) body.interrupt();
    }, graceMs);
    await this.#closed.promise;
    clearTimeout(timer);
  }
}

/** A request body that can be interrupted. */
class OpenBody {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #interrupted = Promise.withResolvers<never>();

  /** @param ended called when the body has come, or was cancelled. */
  constructor(source: ReadableStream<Uint8Array<ArrayBuffer>>, ended: () => void) {
    const reader = source.getReader();
    // Nobody waits for it when the body comes in time.
    this.#interrupted.promise.catch(() => {});
    this.stream = new ReadableStream({
      pull: async (controller) => {
        const { done, value } = await Promise.race([reader.read(), this.#interrupted.promise]);
        if (!done) return controller.enqueue(value);
        controller.close();
        ended();
      },
      cancel: async (reason) => {
        ended();
        await reader.cancel(reason);
      },
    }, { highWaterMark: 0 });
  }

  interrupt(): void {
    this.#interrupted.reject(
      new Refusal("unavailable", "The server is stopping: send the request again.", {
        retryAfterSeconds,
      }),
    );
  }
}

function stopping(): Response {
  const error = "The server is stopping: send the request again.";
  const headers = { "Retry-After": String(retryAfterSeconds), Connection: "close" };
  return Response.json({ error, code: "unavailable", details: [] }, { status: 503, headers });
}
