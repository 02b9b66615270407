/** The hash of an imported user, from `$2b$cost$salt digest`. */
export interface BcryptHash {
  readonly cost: number;
  readonly salt: Uint8Array;
  readonly digest: Uint8Array;
}

/** Bounded, so that a record cannot ask for minutes of work: each step takes twice the time of the step before. */
const [lowestCost, highestCost] = [4, 14];
const form = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/;

/** Reads an encoded hash; `undefined` for any other text, and for a cost out of bounds. */
export function readBcrypt(text: string): BcryptHash | undefined {
  const [, costText, salt, digest] = form.exec(text) ?? [];
  if (salt === undefined || digest === undefined) return undefined;
  const cost = Number(costText);
  if (cost < lowestCost || cost > highestCost) return undefined;
  return { cost, salt: fromBase64(salt).slice(0, 16), digest: fromBase64(digest).slice(0, 23) };
}

const bcryptLetters = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const usualLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** bcrypt has an alphabet of its own. The last digit may hold bits that no byte takes. */
function fromBase64(text: string): Uint8Array {
  const usual = Array.from(text, (letter) => usualLetters[bcryptLetters.indexOf(letter)]).join("");
  const whole = usual.padEnd(Math.ceil(usual.length / 4) * 4, "A");
  return Uint8Array.from(atob(whole), (character) => character.charCodeAt(0));
}
