/** Whether any of the texts contains `wanted`; upper and lower case are the same. */
export function holdsText(wanted: string, texts: readonly string[]): boolean {
  const plain = folded(wanted);
  return texts.some((text) => folded(text).includes(plain));
}

function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
