/** A TCP or TLS server that speaks just enough HTTP to misbehave as real servers do. */

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

/** What the server does with a request: it sends this text, or it closes the connection without an answer. */
export type RawAnswer = string | Uint8Array | "close";

export interface RawServer extends AsyncDisposable {
  readonly port: number;
  readonly requests: RawRequest[];
}

/** @param answer is given the number of the request on its connection, from 0. */
export function rawServer(
  answer: (request: RawRequest, place: number) => RawAnswer,
  tls?: { readonly cert: string; readonly key: string },
): RawServer {
  const listener = tls === undefined
    ? Deno.listen({ hostname: "127.0.0.1", port: 0 })
    : Deno.listenTls({ hostname: "127.0.0.1", port: 0, ...tls });
  const requests: RawRequest[] = [];
  const open = new Set<Deno.Conn>();
  const serve = async (connection: Deno.Conn) => {
    open.add(connection);
    try {
      await converse(connection, answer, requests);
    } catch {
      // The client has gone, or refuses the certificate.
    }
    open.delete(connection);
    closed(connection);
  };
  const accepting = (async () => {
    try {
      for await (const connection of listener) void serve(connection);
    } catch {
      // The listener is closed.
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    requests,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) closed(connection);
      await accepting;
    },
  };
}

/** An answer that keeps the connection open for the next request. */
export function keptAlive(
  body: string,
  headers: Readonly<Record<string, string>> = {},
  status = "200 OK",
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = new TextEncoder().encode(body).length;
  return `HTTP/1.1 ${status}\r\n${lines.join("")}Content-Length: ${length}\r\n\r\n${body}`;
}

async function converse(
  connection: Deno.Conn,
  answer: (request: RawRequest, place: number) => RawAnswer,
  requests: RawRequest[],
): Promise<void> {
  let received = "";
  const buffer = new Uint8Array(65_536);
  for (let place = 0;; place++) {
    let request = parsed(received);
    while (request === undefined) {
      const length = await connection.read(buffer);
      if (length === null) return;
      received += new TextDecoder().decode(buffer.subarray(0, length));
      request = parsed(received);
    }
    received = "";
    requests.push(request);
    const reply = answer(request, place);
    if (reply === "close") return;
    await connection.write(typeof reply === "string" ? new TextEncoder().encode(reply) : reply);
  }
}

/** `undefined` while the request is not complete. */
function parsed(text: string): RawRequest | undefined {
  const [head = "", body] = text.split("\r\n\r\n", 2);
  if (body === undefined) return undefined;
  const [first = "", ...lines] = head.split("\r\n");
  const [method = "", path = ""] = first.split(" ");
  const headers = new Headers(lines.map((line): [string, string] => {
    const [name = "", value = ""] = line.split(/:\s*(.*)/, 2);
    return [name, value];
  }));
  if (new TextEncoder().encode(body).length < Number(headers.get("content-length"))) {
    return undefined;
  }
  return { method, path, headers, body };
}

function closed(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
