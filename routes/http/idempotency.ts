import type { Context } from "hono";
import { IdempotencyKey } from "../../scheduler/auth/idempotency_key.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import {
  addIdempotentAnswer,
  AnsweredAlready,
  findIdempotentAnswer,
} from "../../scheduler/store/access/idempotency.ts";
import type { Also } from "../../scheduler/store/kv/commit.ts";
import type { IdempotentAnswer } from "../../scheduler/store/kv/records.ts";
import type { AppDeps, AppEnv } from "../deps.ts";

/** How something is made once. */
export interface MakeOnce<T, B> {
  /** Makes it; calls the function that it is given within its commit. */
  readonly make: (also: Also<T> | undefined) => Promise<T>;
  readonly answerOf: (made: T) => MadeAnswer<B>;
  /**
   * Called before an earlier answer is given again: the caller's rights may have been taken away since.
   * @throws Refusal when the caller may not see or do it any more.
   */
  readonly mayStill: (answered: B) => Promise<void> | void;
}

/** The answer when something was made. */
export interface MadeAnswer<B> {
  readonly body: B;
  readonly etag?: string;
}

/**
 * Makes something, once for each `Idempotency-Key` that the caller sends. The commit that makes it also stores
 * the answer for a day, and the same request gets the same answer while the caller has the rights for it. A refusal is
 * not stored.
 * @returns the body of the answer; the headers are set.
 * @throws Refusal `invalid` for another request under the same key, and whatever `make` and `mayStill` throw.
 */
export async function once<T, B>(
  c: Context<AppEnv>,
  { db, clock }: Pick<AppDeps, "db" | "clock">,
  { make, answerOf, mayStill }: MakeOnce<T, B>,
): Promise<B> {
  const sent = c.req.header("Idempotency-Key");
  if (sent === undefined) return told(c, answerOf(await make(undefined)));
  const { caller } = c.var;
  const key = await IdempotencyKey.of(sent);
  const request = await key.hashOf(await requestText(c));
  const before = await findIdempotentAnswer(db, caller, key.name, clock.now());
  if (before !== undefined) return await again(c, key, request, before, mayStill);

  const also: Also<T> = async (work, made) => {
    const { body, etag } = answerOf(made);
    const answered = { request, body: await key.seal(JSON.stringify(body)), at: clock.now() };
    const tagged = etag === undefined ? answered : { ...answered, etag };
    await addIdempotentAnswer(db, work, caller, key.name, tagged);
  };
  try {
    return told(c, answerOf(await make(also)));
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof AnsweredAlready)) throw error;
    // Perhaps the same request was quicker, and the conflict is with the thing that it made.
    const meanwhile = await findIdempotentAnswer(db, caller, key.name, clock.now());
    if (meanwhile === undefined) throw error;
    return await again(c, key, request, meanwhile, mayStill);
  }
}

async function requestText(c: Context<AppEnv>): Promise<string> {
  return `${c.req.method}\n${c.req.path.replace(/\/$/, "")}\n${await c.req.text()}`;
}

async function again<B>(
  c: Context<AppEnv>,
  key: IdempotencyKey,
  request: string,
  answered: IdempotentAnswer,
  mayStill: MakeOnce<unknown, B>["mayStill"],
): Promise<B> {
  if (answered.request !== request) {
    const reason = "was sent with another request before";
    throw Refusal.invalid([{ field: "Idempotency-Key", reason }]);
  }
  // The cast is safe: the stored answer was a `B`, and it belongs to the same path.
  const body = JSON.parse(await key.open(answered.body)) as B;
  await mayStill(body);
  c.header("Idempotency-Replayed", "true");
  return told(c, answered.etag === undefined ? { body } : { body, etag: answered.etag });
}

function told<B>(c: Context<AppEnv>, { body, etag }: MadeAnswer<B>): B {
  if (etag !== undefined) c.header("ETag", etag);
  return body;
}
