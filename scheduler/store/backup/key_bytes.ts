/**
 * The bytes of a key, as Deno KV's own storage writes them: a tag for each part, and its bytes in an order that sorts as the
 * parts do. The tags are those of the FoundationDB tuple layer.
 */
const bytesTag = 0x01;
const textTag = 0x02;
const numberTag = 0x21;
const falseTag = 0x26;
const trueTag = 0x27;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** @throws TypeError for a big number, which no key of Carillon has. */
export function encodeKey(key: Deno.KvKey): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(key.flatMap(encodePart));
}

function encodePart(part: Deno.KvKeyPart): number[] {
  switch (typeof part) {
    case "string":
      return [textTag, ...withoutEnd(encoder.encode(part)), 0];
    case "number":
      return [numberTag, ...sortable(part)];
    case "boolean":
      return [part ? trueTag : falseTag];
    case "bigint":
      throw new TypeError("a key of a backup holds no big numbers");
    default:
      if (!(part instanceof Uint8Array)) throw new TypeError("a key has a part of an unknown kind");
      return [bytesTag, ...withoutEnd(part), 0];
  }
}

/** A zero ends a text: a zero inside of it is followed by 0xff. */
function withoutEnd(bytes: Uint8Array): number[] {
  return Array.from(bytes).flatMap((byte) => byte === 0 ? [0, 0xff] : [byte]);
}

/** The bits of a number, changed so that the bytes sort as the numbers do. */
function sortable(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const sign = 1n << 63n;
  view.setBigUint64(0, (bits & sign) === 0n ? bits | sign : BigInt.asUintN(64, ~bits));
  return new Uint8Array(view.buffer);
}

/** @throws TypeError for bytes that are no key, or that have a big number. */
export function decodeKey(bytes: Uint8Array): Deno.KvKey {
  const parts: Deno.KvKeyPart[] = [];
  for (let at = 0; at < bytes.length;) {
    const { part, next } = decodePart(bytes, at);
    parts.push(part);
    at = next;
  }
  return parts;
}

function decodePart(bytes: Uint8Array, at: number): { part: Deno.KvKeyPart; next: number } {
  switch (bytes[at]) {
    case textTag:
    case bytesTag: {
      const { content, next } = upToEnd(bytes, at + 1);
      return { part: bytes[at] === textTag ? decoder.decode(content) : content, next };
    }
    case numberTag:
      if (at + 9 > bytes.length) throw new TypeError("a key ends within a number");
      return { part: numberOf(bytes.slice(at + 1, at + 9)), next: at + 9 };
    case falseTag:
    case trueTag:
      return { part: bytes[at] === trueTag, next: at + 1 };
    default:
      throw new TypeError(`a key has a part of the unknown kind ${bytes[at]}`);
  }
}

function upToEnd(bytes: Uint8Array, from: number): { content: Uint8Array; next: number } {
  const end = bytes.indexOf(0, from);
  if (end < 0) throw new TypeError("a key ends within a text");
  if (bytes[end + 1] !== 0xff) return { content: bytes.slice(from, end), next: end + 1 };
  const content: number[] = [];
  for (let at = from;; at++) {
    const byte = bytes[at];
    if (byte === undefined) throw new TypeError("a key ends within a text");
    if (byte === 0 && bytes[at + 1] !== 0xff) {
      return { content: Uint8Array.from(content), next: at + 1 };
    }
    content.push(byte);
    if (byte === 0) at++;
  }
}

function numberOf(bytes: Uint8Array<ArrayBuffer>): number {
  const view = new DataView(bytes.buffer);
  const bits = view.getBigUint64(0);
  const sign = 1n << 63n;
  view.setBigUint64(0, (bits & sign) === 0n ? BigInt.asUintN(64, ~bits) : bits & ~sign);
  return view.getFloat64(0);
}
