import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** What a tool answered. */
export interface Told {
  readonly isError: boolean;
  readonly text: string;
  /** The text as JSON; `undefined` for a refusal. */
  // deno-lint-ignore no-explicit-any -- what it is, the test says
  readonly value: any;
}

/** A client of the Model Context Protocol, as the SDK makes it, that has said hello. */
export class Agent {
  readonly client: Client;

  private constructor(mode: "auto" | "legacy") {
    const options = { versionNegotiation: { mode } };
    this.client = new Client({ name: "tests", version: "1" }, options);
  }

  /** @param mode `legacy`: a client that knows the protocol of 2025 only. */
  static async connect(
    url: string,
    token: string | undefined,
    fetch?: Fetch,
    mode: "auto" | "legacy" = "auto",
  ): Promise<Agent> {
    const agent = new Agent(mode);
    const headers: Record<string, string> = {};
    if (token !== undefined) headers.Authorization = `Bearer ${token}`;
    const transport = new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers },
      ...(fetch === undefined ? {} : { fetch }),
    });
    // The SDK's own types do not fit each other under exactOptionalPropertyTypes.
    await agent.client.connect(transport as Parameters<Client["connect"]>[0]);
    return agent;
  }

  async call(name: string, args: Record<string, unknown> = {}): Promise<Told> {
    const { isError = false, content } = await this.client.callTool({ name, arguments: args });
    const [first] = content;
    const text = first?.type === "text" ? first.text : "";
    return { isError, text, value: isError ? undefined : JSON.parse(text) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
  }
}
