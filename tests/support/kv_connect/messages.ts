/** The messages of the KV Connect protocol. */
import protobuf from "protobufjs";

const text = Deno.readTextFileSync(new URL("datapath.proto", import.meta.url));
const { root } = protobuf.parse(text);

export interface Message<T> {
  decode(bytes: Uint8Array): T;
  encode(value: object): Uint8Array<ArrayBuffer>;
}

/** @param name as datapath.proto has it. */
export function message<T>(name: string): Message<T> {
  const type = root.lookupType(`com.deno.kv.datapath.${name}`);
  return {
    decode: (bytes) =>
      type.toObject(type.decode(bytes), { defaults: true, arrays: true, longs: Number }) as T,
    encode: (value) => new Uint8Array(type.encode(type.fromObject(value)).finish()),
  };
}
