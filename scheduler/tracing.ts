import type { Attributes, Context, Span } from "@opentelemetry/api";

export type SpanAttributes = Readonly<Record<string, string | number>>;

/** A span that has begun. */
export interface OpenSpan {
  /** Does it within the span: what it calls becomes part of the trace. */
  within<T>(act: () => T): T;
  end(attributes: SpanAttributes, isError: boolean): void;
}

/** How traces are made, or not. */
export interface Tracing {
  /** The `traceparent` of the span that the caller is in; `undefined` where there is none. */
  current(): string | undefined;
  /**
   * @param parent a `traceparent`, perhaps of another process; without it a trace of its own begins,
   * for work is often started from within a request that has nothing to do with it.
   */
  start(name: string, attributes: SpanAttributes, parent?: string): OpenSpan;
}

const untraced: OpenSpan = { within: (act) => act(), end: () => {} };

export const noTracing: Tracing = { current: () => undefined, start: () => untraced };

/**
 * Traces as the runtime exports them. It makes spans of the HTTP server and of fetch() by itself; what is
 * needed beside that is only the API, and only where the runtime was told to export at all.
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
