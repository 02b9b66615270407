import { fieldsOf } from "./found.ts";

export interface PythonObject {
  /** The name of its class. */
  readonly name: string;
  readonly args: readonly unknown[];
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An object of a Python class, or what a Python function returned; `undefined` for plain data. */
export function objectOf(value: unknown): PythonObject | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { __name__: name } = Object.getPrototypeOf(value) as { __name__?: unknown } ?? {};
  if (typeof name !== "string") return undefined;
  const { args } = value as { args?: unknown };
  return { name, args: Array.isArray(args) ? args : [], fields: fieldsOf(value) };
}
