/** A sequence that terminals ignore. */
export const begunMark = "\x1b]7777;begun\x07";
