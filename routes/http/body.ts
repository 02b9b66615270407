import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { AppEnv } from "../deps.ts";
import { jsonProblem } from "./json_check.ts";

const mostBytes = 1024 * 1024;

/** For calls with a JSON body: refuses a body that is missing, too large, or not JSON in UTF-8. */
export const jsonBody = createMiddleware<AppEnv>(async (c, next) => {
  const bytes = await readBody(c.req.raw);
  if (bytes.length === 0) throw malformed("This request needs a JSON body.");
  handOn(c, readJson(c.req.raw.headers, bytes));
  await next();
});

/** For calls whose JSON body may be left out. A content type without a body is no body. */
export const optionalJsonBody = createMiddleware<AppEnv>(async (c, next) => {
  const bytes = await readBody(c.req.raw);
  handOn(c, bytes.length === 0 ? undefined : readJson(c.req.raw.headers, bytes));
  await next();
});

/** For calls without a body. A content type alone is fine: today's clients send one everywhere. */
export const noBody = createMiddleware<AppEnv>(async (c, next) => {
  if ((await readBody(c.req.raw)).length > 0) throw malformed("This request takes no body.");
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

/** The body's text, which JSON.parse() takes. */
function readJson(headers: Headers, bytes: Uint8Array): string {
  mustBeJson(headers);
  const text = toText(bytes);
  const problem = jsonProblem(parse(text));
  if (problem !== undefined) throw malformed(`The JSON of the body is refused: ${problem}.`);
  return text;
}

async function readBody(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get("Content-Length") ?? 0) > mostBytes) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // Leaving the loop cancels the rest of the stream.
    for await (const chunk of request.body) {
      size += chunk.length;
      if (size > mostBytes) throw tooLarge();
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

function mustBeJson(headers: Headers): void {
  const [type = "", ...parameters] = (headers.get("Content-Type") ?? "").toLowerCase().split(";")
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  const isJson = /^application\/([\w.-]+\+)?json$/.test(type);
  if (!isJson || !isUtf8 || !/^(identity)?$/i.test(headers.get("Content-Encoding") ?? "")) {
    throw new Refusal(
      "unsupported_media_type",
      "The body must be JSON in UTF-8, sent as Content-Type: application/json.",
    );
  }
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

function tooLarge(): Refusal {
  return new Refusal("too_large", `The body is larger than ${mostBytes} bytes.`);
}
