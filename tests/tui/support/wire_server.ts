import type { Account } from "../../../routes/contract/access/auth.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import { Client } from "../../../tui/server/client.ts";
import { anAccount, iso, start } from "./builders.ts";

/** A server over the wire. The test decides when it answers and sends its event stream. */
export class WireServer {
  readonly jobs: Job[];
  readonly asked: string[] = [];
  /** Paths whose answers wait for `release()`, even after the client has gone. */
  readonly held = new Set<string>();
  #waiting: (() => void)[] = [];
  #feed: ReadableStreamDefaultController<Uint8Array> | undefined;

  readonly #account: Account;

  constructor(jobs: readonly Job[], account: Account = anAccount()) {
    this.jobs = [...jobs];
    this.#account = account;
  }

  client(token?: string): Client {
    const client = new Client(
      "http://test",
      () => {},
      ((input, init) => this.#answer(input, init)) as typeof fetch,
    );
    client.setToken(token);
    return client;
  }

  release(): void {
    for (const answer of this.#waiting.splice(0)) answer();
  }

  say(event: string, data: unknown): void {
    const text = `event: ${event}\nid: 1\ndata: ${JSON.stringify(data)}\n\n`;
    try {
      this.#feed?.enqueue(new TextEncoder().encode(text));
    } catch {
      // the client has gone
    }
  }

  ready(): void {
    this.say("ready", { time: iso(start), resumed: false });
  }

  async #answer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const path = new URL(String(input)).pathname.replace("/api/v1/", "");
    const method = init?.method ?? "GET";
    const token = new Headers(init?.headers).get("Authorization") ?? "";
    this.asked.push(`${method} ${path} ${token}`.trim());
    if (path === "events") return this.#events();
    if (this.held.has(path)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (method === "PATCH") return Response.json({ job_id: path.replace("jobs/", "") });
    switch (path) {
      case "jobs":
        return Response.json({ jobs: this.jobs });
      case "executions":
        return Response.json({ executions: [] });
      case "categories":
        return Response.json({ categories: [] });
      case "auth/verify":
        return Response.json({ user: this.#account });
      case "auth/login":
        return Response.json({ token: "NEW", user: anAccount({ id: 7, username: "ken" }) });
      default:
        return Response.json({ error: "not here", code: "none", details: [] }, { status: 404 });
    }
  }

  #events(): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#feed = controller;
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }
}
