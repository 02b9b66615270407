/** Why a request is refused. Only `routes/` knows the HTTP status of each code. */
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
  | "unavailable"
  /** A record that the request needs is stored, but cannot be read. */
  | "unreadable_record"
  /** The storage takes no writes. */
  | "storage_full";

/** Why one field of a request does not fit. */
export interface RefusalDetail {
  readonly field: string;
  readonly reason: string;
}

/** Refuses a request. Any code may throw it; the error handler of the application answers it. */
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

  /** A `forbidden` refusal. Clients of the original know it by its first words. @param why a sentence. */
  static forbidden(why: string): Refusal {
    return new Refusal("forbidden", `Permission denied: ${why}`);
  }

  /** An `invalid` refusal. Its message names the first field; the details name all. */
  static invalid(details: readonly RefusalDetail[]): Refusal {
    const [first] = details;
    const rest = details.length > 1 ? ` (and ${details.length - 1} more)` : "";
    const message = first === undefined
      ? "The request does not fit."
      : `${first.field}: ${first.reason}${rest}`;
    return new Refusal("invalid", message, { details });
  }
}
