import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { AppEnv } from "../deps.ts";
import { jsonProblem } from "./json_check.ts";

const mostBytes = 1024 * 1024;

/** For calls with a JSON body: refuses a body that is missing, too large, or not JSON in UTF-8. */
export const jsonBody = jsonBodyUpTo(mostBytes);

/** The same with a limit of its own, in bytes. */
export function jsonBodyUpTo(most: number) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const json = readJson(await readBody(c.req.raw, most), c.req.header("Content-Encoding"));
    if (json === undefined) throw malformed("This request needs a JSON body.");
    mustBeSafe(json.value);
    handOn(c, json.text);
    await next();
  });
}

/** For calls whose JSON body may be left out. A body that is not an object counts as no body. */
export const optionalJsonBody = createMiddleware<AppEnv>(async (c, next) => {
  const json = readJson(await readBody(c.req.raw), c.req.header("Content-Encoding"));
  mustBeSafe(json?.value);
  handOn(c, isObject(json?.value) ? json?.text : undefined);
  await next();
});

/**
 * For changes that need no body. Clients of the original API send `{}` or other JSON with some: it is ignored. A GET does not
 * need it: Deno gives a GET no body.
 */
export const noBody = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.raw.body !== null) readJson(await readBody(c.req.raw));
  await next();
});

/** Gives the validator of @hono/zod-openapi the body that was read, with the content type that it knows. */
function handOn(c: Context<AppEnv>, text: string | undefined): void {
  const headers = new Headers(c.req.raw.headers);
  headers.delete("Content-Type");
  if (text !== undefined) headers.set("Content-Type", "application/json");
  const { method, url } = c.req.raw;
  c.req.raw = new Request(url, { method, headers, ...(text === undefined ? {} : { body: text }) });
}

interface Json {
  readonly text: string;
  readonly value: unknown;
}

/**
 * The JSON of a body, whatever its content type says: a body that parses is JSON. `undefined` for a blank one.
 * @throws Refusal `malformed`; `unsupported_media_type` for a body in an encoding that is not read.
 */
function readJson(bytes: Uint8Array, encoding = ""): Json | undefined {
  try {
    const text = toText(bytes);
    return text.trim() === "" ? undefined : { text, value: parse(text) };
  } catch (error) {
    if (/^(identity)?$/i.test(encoding)) throw error;
    throw new Refusal(
      "unsupported_media_type",
      "The body must be sent without a Content-Encoding.",
    );
  }
}

function mustBeSafe(value: unknown): void {
  const problem = jsonProblem(value);
  if (problem !== undefined) throw malformed(`The JSON of the body is refused: ${problem}.`);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function readBody(request: Request, most = mostBytes): Promise<Uint8Array> {
  if (Number(request.headers.get("Content-Length") ?? 0) > most) throw tooLarge(most);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // Leaving the loop cancels the rest of the stream.
    for await (const chunk of request.body) {
      size += chunk.length;
      if (size > most) throw tooLarge(most);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw malformed("The body ended before its time.");
  }
  return joined(chunks, size);
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function toText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw malformed("The body is not valid UTF-8.");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("The body is not valid JSON.");
  }
}

function malformed(message: string): Refusal {
  return new Refusal("malformed", message);
}

function tooLarge(most: number): Refusal {
  return new Refusal("too_large", `The body is larger than ${most} bytes.`);
}
