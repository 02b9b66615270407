/** Bytes of stored records in the form of zlib (RFC 1950), where this makes them smaller. */
import type * as Zlib from "node:zlib";

/** Shorter texts stay as they are: they fit into a page of the database together with others. */
const leastBytes = 1000;

/** No record is larger when it is unpacked. A broken one must not fill the memory. */
const mostBytes = 256 * 1024;

/** Smaller by a third than level 1, and as small as level 6, in three fifths of its time. */
const level = 3;

/** The first byte of a zlib stream with the usual window. No JSON text begins with it. */
const firstByte = 0x78;

let zlib: typeof Zlib | undefined;

/** Loaded when it is needed: loading it takes longer than the rest of the model takes at a cold start. */
function loaded(): typeof Zlib {
  return zlib ??= globalThis.process.getBuiltinModule("node:zlib");
}

/** Loads ahead what {@link deflated} and {@link inflated} need. */
export function loadDeflate(): void {
  loaded();
}

/** The bytes in the shorter form. */
export function deflated(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bytes.length < leastBytes) return bytes;
  const packed = loaded().deflateSync(bytes, { level });
  // A copy: the buffer behind it is larger.
  return packed.length < bytes.length ? new Uint8Array(packed) : bytes;
}

/** The bytes that {@link deflated} took. @throws Error where the stream is broken: it has a checksum. */
export function inflated(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== firstByte) return bytes;
  return loaded().inflateSync(bytes, { maxOutputLength: mostBytes });
}

/** The checksum CRC-32 of the bytes. */
export function checksumOf(bytes: Uint8Array): number {
  return loaded().crc32(bytes);
}
