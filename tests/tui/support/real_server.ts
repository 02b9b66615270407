import { Client } from "../../../tui/server/client.ts";
import type { TestApi } from "../../support/app.ts";

/** The dashboard's client at the real API. All its calls come from one address. */
export function clientOf({ app }: Pick<TestApi, "app">, token?: string): Client {
  const remoteAddr = { transport: "tcp", hostname: "192.0.2.1", port: 50_000 };
  const client = new Client(
    "http://127.0.0.1:8888",
    () => {},
    (async (input, init) => await app.request(String(input), init, { remoteAddr })) as typeof fetch,
  );
  client.setToken(token);
  return client;
}
