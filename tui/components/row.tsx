import { Text } from "ink";
import { memo } from "react";

/** One row of the screen. One that did not change is not made again. */
export const Row = memo(function Row({ text }: { readonly text: string }) {
  // A row without text would take no room.
  return <Text wrap="truncate">{text === "" ? " " : text}</Text>;
});
