/** What a server was asked. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A `fetch` that answers from a list, one answer for each request; the last one stays. */
export function answering(...answers: readonly (() => Response)[]) {
  const asked: Asked[] = [];
  const fetchLike = async (input: URL | RequestInfo, init?: RequestInit) => {
    const request = new Request(input instanceof URL ? input : String(input), init);
    const { method, url, headers } = request;
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push({ method, url, headers, body: await request.text() });
    if (answer === undefined) throw new TypeError("no answer");
    return answer();
  };
  return { asked, fetch: fetchLike as typeof fetch };
}

export function json(
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): () => Response {
  return () => new Response(JSON.stringify(value), { status, headers });
}

export function refusal(status: number, code: string, headers: Record<string, string> = {}) {
  return json({ error: `It is ${code}.`, code, details: [] }, status, headers);
}

/** A stream of server-sent events that ends. */
export function events(...rows: readonly string[]): () => Response {
  return () =>
    new Response(rows.map((row) => `${row}\n\n`).join(""), {
      headers: { "Content-Type": "text/event-stream" },
    });
}
