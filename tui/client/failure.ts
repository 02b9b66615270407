/** A field of a request that is not valid. */
export interface FieldProblem {
  readonly field: string;
  readonly reason: string;
}

export interface FailureFacts {
  readonly status: number;
  readonly code: string;
  readonly details?: readonly FieldProblem[];
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Why a call failed. Every method of the client throws it, and nothing else of its own. */
export class CarillonError extends Error {
  override readonly name = "CarillonError";
  /** The HTTP status; 0 where the server did not answer. */
  readonly status: number;
  /** The error as a code for programs; `unreachable` where the server did not answer. */
  readonly code: string;
  /** The fields that are not valid. */
  readonly details: readonly FieldProblem[];
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, facts: FailureFacts) {
    super(message, { cause: facts.cause });
    this.status = facts.status;
    this.code = facts.code;
    this.details = facts.details ?? [];
    this.retryAfterMs = facts.retryAfterMs;
  }
}

export function unreachable(url: URL, cause: unknown): CarillonError {
  return new CarillonError(`${url.origin} does not answer: ${deepest(cause)}`, {
    status: 0,
    code: "unreachable",
    cause,
  });
}

/** The first cause: the runtimes wrap it in errors that say "fetch failed", or put texts of their own before it. */
export function deepest(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return deepest(error.cause);
  return error.message.replace(/^.*error: /s, "");
}

/** Reads the answer of a call that was refused. */
export async function refusalOf(response: Response): Promise<CarillonError> {
  const body = jsonOf(await response.text().catch(() => "")) as
    | { error?: unknown; code?: unknown; details?: unknown }
    | undefined;
  const message = typeof body?.error === "string" ? body.error : `HTTP status ${response.status}`;
  return new CarillonError(message, {
    status: response.status,
    code: typeof body?.code === "string" ? body.code : "http",
    details: Array.isArray(body?.details) ? body.details : [],
    retryAfterMs: retryAfterMs(response.headers.get("Retry-After")),
  });
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
export function retryAfterMs(header: string | null, now: number = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
