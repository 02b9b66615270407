/** A field for a record, and nothing where the client sent no value: null means not sent. */
export function given<K extends string, V>(
  name: K,
  value: V | null | undefined,
): { readonly [key in K]?: V } {
  return value === undefined || value === null
    ? {}
    : { [name]: value } as { readonly [key in K]?: V };
}
