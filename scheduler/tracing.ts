import type { Attributes, Context, Span } from "@opentelemetry/api";

export type SpanAttributes = Readonly<Record<string, string | number>>;

/** An open span. */
export interface OpenSpan {
  /** Runs `act` within the span: its calls become part of the trace. */
  within<T>(act: () => T): T;
  end(attributes: SpanAttributes, isError: boolean): void;
}

/** Makes spans, or none where tracing is off. */
export interface Tracing {
  /** The `traceparent` of the current span; `undefined` where there is none. */
  current(): string | undefined;
  /**
   * @param parent a `traceparent`, perhaps of another process. Without it the span begins a new trace,
   * because work often starts within a request that has nothing to do with it.
   */
  start(name: string, attributes: SpanAttributes, parent?: string): OpenSpan;
}

const untraced: OpenSpan = { within: (act) => act(), end: () => {} };

export const noTracing: Tracing = { current: () => undefined, start: () => untraced };

/**
 * Tracing through the exporter of the runtime, which makes spans of the HTTP server and of fetch() by itself.
 * @param otelDeno the value of `OTEL_DENO`; tracing is off unless it is `true` or `1`.
 */
export async function openTracing(otelDeno: string | undefined): Promise<Tracing> {
  if (!/^(true|1)$/i.test(otelDeno ?? "")) return noTracing;
  const { context, ROOT_CONTEXT, SpanStatusCode, trace, TraceFlags } = await import(
    "@opentelemetry/api"
  );
  const tracer = trace.getTracer("carillon");

  function contextOf(parent: string | undefined): Context {
    const [, traceId, spanId, flags] = parentForm.exec(parent ?? "") ?? [];
    if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
    const traceFlags = Number.parseInt(flags ?? "00", 16) & TraceFlags.SAMPLED;
    return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
  }

  function open(span: Span, from: Context): OpenSpan {
    return {
      within: (act) => context.with(trace.setSpan(from, span), act),
      end: (attributes, isError) => {
        span.setAttributes(attributes as Attributes);
        if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  return {
    current() {
      const span = trace.getActiveSpan()?.spanContext();
      if (span === undefined) return undefined;
      const flags = span.traceFlags.toString(16).padStart(2, "0");
      return `00-${span.traceId}-${span.spanId}-${flags}`;
    },
    start(name, attributes, parent) {
      const from = contextOf(parent);
      return open(tracer.startSpan(name, { attributes: attributes as Attributes }, from), from);
    },
  };
}

/** W3C Trace Context, version 00. */
const parentForm = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
