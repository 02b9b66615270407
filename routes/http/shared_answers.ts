import type { Context, TypedResponse } from "hono";
import type { JSONParsed } from "hono/utils/types";
import type { Database } from "../../scheduler/store/kv/database.ts";
import type { AppEnv } from "../deps.ts";
import { shownCategory } from "./wire.ts";

/** An answer that is being made, and the next one, for those who asked after it was begun. */
interface UnderWay {
  readonly ended: Promise<void>;
  next?: Promise<string>;
}

/**
 * Lists, made once where several callers ask for the same at once. Who asks alone is answered at once; who asks while
 * one is being made shares the next with all who do, begun after they asked: what they are told is as new as if each
 * were alone. Nothing is kept once it is answered.
 */
export class SharedAnswers {
  readonly #mayHang: boolean;
  readonly #underWay = new Map<string, UnderWay>();

  constructor({ mayHang }: Pick<Database, "mayHang">) {
    this.#mayHang = mayHang;
  }

  /** @param make asks for nothing of the request but its address, and of the caller but what he sees. */
  async answer<T>(
    c: Context<AppEnv>,
    make: () => Promise<T>,
  ): Promise<Response & TypedResponse<JSONParsed<T>, 200, "json">> {
    const name = JSON.stringify([c.req.url, shownCategory(c.var.user)]);
    const text = await this.#textOf(name, async () => JSON.stringify(await make()));
    const answer: Response = c.body(text, 200, { "Content-Type": "application/json" });
    // It says what `make` answered.
    return answer as Response & TypedResponse<JSONParsed<T>, 200, "json">;
  }

  #textOf(name: string, make: () => Promise<string>): Promise<string> {
    // Where a call may hang, none shall wait for another.
    if (this.#mayHang) return make();
    const underWay = this.#underWay.get(name);
    if (underWay === undefined) return this.#begin(name, make);
    return underWay.next ??= underWay.ended.then(() => this.#begin(name, make));
  }

  #begin(name: string, make: () => Promise<string>): Promise<string> {
    const answer = make();
    const ended = answer.then(() => {}, () => {}).then(() => {
      if (underWay.next === undefined) this.#underWay.delete(name);
    });
    const underWay: UnderWay = { ended };
    this.#underWay.set(name, underWay);
    return answer;
  }
}
