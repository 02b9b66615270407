import type { App } from "../app.ts";
import type { Canvas } from "../terminal/canvas.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { CommandId } from "../commands/key_table.ts";
import type { State } from "../state.ts";
import type { ScreenId, View } from "../state/view.ts";
import type { Line } from "../terminal/theme.ts";

/** What the acts on a screen are about: the marked rows, or the one under the cursor. */
export interface Subject {
  readonly jobIds: readonly string[];
  readonly executionIds: readonly string[];
}

/** One screen: a file in screens/, and a line in screens/mod.ts. */
export interface Screen {
  readonly id: ScreenId;
  /** Its place among the tabs; those without are opened from others. */
  readonly tab?: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  /** Whether its tab is there for this user. */
  isOffered?(state: State): boolean;
  /** How many parts tab goes through. */
  panes?(canvas: { readonly width: number; readonly height: number }): number;
  /** The body: at most `canvas.height` rows. It tells `canvas.layout` of its lists while it draws. */
  view(canvas: Canvas): readonly Line[];
  subject?(app: App): Subject;
  /** What its own commands do, and what general ones do differently here. */
  readonly commands?: { readonly [C in CommandId]?: (app: App) => void | Promise<void> };
  /** General commands that mean nothing here. */
  readonly withholds?: readonly CommandId[];
  /** Called when one comes to it: to read what it shows. */
  entered?(app: App, view: View): void | Promise<void>;
  /** Called each minute while it is shown and the server answers. */
  refreshed?(app: App): void | Promise<void>;
  /** Called after each key, click or paste: to read what the cursor or the filter has come to need. */
  attended?(app: App): void;
  /** Called after each frame: what is seen now may have more to be read. */
  drawn?(app: App): void;
  /** Keys before all bindings, for screens one types in. @returns whether it was one of its own. */
  onKey?(app: App, key: KeyPress): boolean;
  onPaste?(app: App, text: string): void;
  /** Letters are typed here, so only other keys are commands. */
  isTypedIn?(state: State): boolean;
  /** Leaving would lose something: asked before. */
  isDirty?(state: State): boolean;
}

export const nothing: Subject = { jobIds: [], executionIds: [] };
