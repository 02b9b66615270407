import type { TestApi } from "./app.ts";

/** A monitor as the API made it. */
export interface MadeMonitor {
  readonly id: string;
  readonly key: string;
}

/** Makes a monitor with a period and a grace of a minute, and the fields that the test gives. */
export async function makeMonitor(
  api: TestApi,
  given: Record<string, unknown> = {},
): Promise<MadeMonitor> {
  const fields = { name: "a monitor", period_seconds: 60, grace_seconds: 60, ...given };
  const { status, body } = await api.admin.post("/monitors", fields);
  if (status !== 201) throw new Error(`POST /monitors answered ${status}: ${JSON.stringify(body)}`);
  return { id: body.monitor_id, key: body.key };
}

export interface SentPing {
  readonly method?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
  readonly from?: string;
}

/** Sends a ping as a script does, without a token. @param path what follows `/ping/`. */
export async function ping(
  { app }: Pick<TestApi, "app">,
  path: string,
  { method = "GET", body, headers = {}, from = "192.0.2.9" }: SentPing = {},
) {
  const remoteAddr = { transport: "tcp", hostname: from, port: 50_000 } as const;
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  const response = await app.request(`/ping/${path}`, init, { remoteAddr });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The pings of a monitor, oldest first, as the API shows them. */
// deno-lint-ignore no-explicit-any -- what it is, the test says
export async function pingsOf(api: TestApi, id: string): Promise<any[]> {
  return (await api.admin.get(`/monitors/${id}/pings`)).body.pings.toReversed();
}
