import { strict as assert } from "node:assert";
import { eventually, Server, temporaryFolder } from "./server.ts";

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { key: string; value: Record<string, unknown> }[];
}

/** Takes what servers export by OTLP over HTTP, as JSON. */
class Collector implements AsyncDisposable {
  readonly spans: Span[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      async (request) => {
        const sent = await request.json();
        for (const { scopeSpans } of sent.resourceSpans ?? []) {
          for (const { spans } of scopeSpans) this.spans.push(...spans);
        }
        return Response.json({});
      },
    );
  }

  /** The environment of a server that exports here. */
  get environment(): Record<string, string> {
    return {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${this.#server.addr.port}`,
      OTEL_METRIC_EXPORT_INTERVAL: "3600000",
      OTEL_BSP_SCHEDULE_DELAY: "100",
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

function attribute(span: Span, key: string): unknown {
  const value = span.attributes.find((one) => one.key === key)?.value;
  return value === undefined ? undefined : Object.values(value)[0];
}

Deno.test("an execution's span is in the trace of the request that made it, in another process", async () => {
  await using folder = await temporaryFolder();
  await using collector = new Collector();
  await using api = await Server.start(folder.path, { ...collector.environment, ROLE: "api" });
  await using worker = await Server.start(folder.path, {
    ...collector.environment,
    ROLE: "worker",
  });
  const { job_id } = await api.call("POST", "/jobs", {
    job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
    name: "traced",
    pub_args: ["a", "b"],
    month: "1",
  });

  const { execution_id } = await api.call("POST", `/executions/${job_id}`);

  const run = await eventually(
    `the span of the execution\n${worker.output}`,
    () =>
      Promise.resolve(collector.spans.find((span) => (
        span.name === "execution" && attribute(span, "carillon.execution.id") === execution_id
      ))),
  );
  const request = await eventually("the span of the request", () => (
    Promise.resolve(collector.spans.find(({ spanId }) => spanId === run.parentSpanId))
  ));
  assert.equal(request.traceId, run.traceId);
  assert.equal(attribute(request, "http.request.method"), "POST");
  assert.equal(attribute(run, "carillon.job.id"), job_id);
  assert.equal(
    attribute(run, "carillon.job.class"),
    "simple_scheduler.jobs.sample_job.AwesomeJob",
  );
  assert.equal(String(attribute(run, "carillon.execution.attempt")), "1");
  assert.equal(attribute(run, "carillon.execution.state"), "succeeded");
  await eventually("the span of a tick", () => (
    Promise.resolve(collector.spans.some(({ name }) => name === "tick"))
  ));
});
