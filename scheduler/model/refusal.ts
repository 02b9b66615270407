/** Each way to say no; `routes/app.ts` alone knows which HTTP status it gets. */
export type RefusalCode =
  | "malformed"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "precondition_failed"
  | "too_large"
  | "unsupported_media_type"
  | "invalid"
  | "too_many_attempts"
  | "unavailable";

/** What is wrong with one field of a request. */
export interface RefusalDetail {
  readonly field: string;
  readonly reason: string;
}

/** How the domain says no to a request: thrown anywhere, and answered at one place. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  readonly details: readonly RefusalDetail[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: RefusalCode,
    message: string,
    more: { details?: readonly RefusalDetail[]; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.code = code;
    this.details = more.details ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds;
  }

  /** A value that does not fit: the sentence names the fields, the details say why. */
  static invalid(details: readonly RefusalDetail[]): Refusal {
    const [first] = details;
    const rest = details.length > 1 ? ` (and ${details.length - 1} more)` : "";
    const message = first === undefined
      ? "The request does not fit."
      : `${first.field}: ${first.reason}${rest}`;
    return new Refusal("invalid", message, { details });
  }
}
