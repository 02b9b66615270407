/** Whether any of the texts holds what is looked for, upper and lower case alike. */
export function holdsText(wanted: string, texts: readonly string[]): boolean {
  const plain = folded(wanted);
  return texts.some((text) => folded(text).includes(plain));
}

function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
