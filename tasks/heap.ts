/**
 * V8 gives the memory of a busy minute back some seconds later, and the next minute asks the system for it anew, page by page. A
 * scheduler is busy each minute, so it keeps its memory: see docs/decisions/0035-heap.md.
 */
export const heapFlags: readonly string[] = ["--v8-flags=--no-memory-reducer"];
