import type { Canvas } from "./components/canvas.ts";
import type { CommandId } from "./commands/key_table.ts";
import type { Client } from "./server/client.ts";
import type { State, StateEvent } from "./state.ts";
import type { FilteredList, Profile } from "./state/settings.ts";
import type { ScreenId, View } from "./state/view.ts";
import type { Store } from "./store.ts";
import type { Clock } from "./terminal/clock.ts";
import type { KeyPress } from "./terminal/input.ts";
import { emptyFrame, type Frame, type Layout } from "./terminal/layout.ts";
import type { SlowFrame } from "./terminal/slow_frames.ts";
import type { Line } from "./terminal/theme.ts";
import { type Texts, textsOf } from "./texts/mod.ts";

/** Everything that the handler of a key may reach. */
export interface App {
  readonly store: Store;
  readonly clock: Clock;
  readonly terminal: Terminal;
  readonly memory: Memory;
  readonly screens: Screens;
  /** What a command does on a screen that has no way of its own. */
  readonly commands: Handlers;
  readonly state: State;
  readonly t: Texts;
  /** What was drawn last. Set by whoever draws a frame. */
  frame: Frame;
  /** The layout of that frame. */
  readonly layout: Layout;
  /** Set when the server is followed; before that nothing happens. */
  live: Live;
  dispatch(event: StateEvent): void;
  /** The client of the present server. It is loaded after the first frame; calls wait for it. */
  client(): Promise<Client>;
  /** Goes to another server, or to this one as someone else. Calls that still wait never get an answer. */
  connect(server: string, token: string | undefined): void;
}

export type Handler = (app: App) => void | Promise<void>;
export type Handlers = { readonly [C in CommandId]?: Handler };
export type Screens = { readonly [S in ScreenId]: Screen };

/** One screen: a folder in screens/ and a line in screens/list.ts. */
export interface Screen {
  readonly id: ScreenId;
  /** Its place among the tabs; those without are opened from others. */
  readonly tab?: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  /** Whether this user has its tab. */
  isOffered?(state: State): boolean;
  /** How many parts tab goes through. */
  panes?(canvas: { readonly width: number; readonly height: number }): number;
  /** The body: at most `canvas.height` rows. Its lists add themselves to `canvas.layout`. */
  view(canvas: Canvas): readonly Line[];
  subject?(app: App): Subject;
  /** What its own commands do, and what general ones do differently here. */
  readonly commands?: Handlers;
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
  /** Called with what was picked for a field of the form `form`. */
  onPick?(app: App, form: string, field: string, value: string): void;
  /** Letters are typed here, so only other keys are commands. */
  isTypedIn?(state: State): boolean;
  /** Leaving would lose something: asked before. */
  isDirty?(state: State): boolean;
}

/** What the acts on a screen are about: the marked rows, or the one under the cursor. */
export interface Subject {
  readonly jobIds: readonly string[];
  readonly executionIds: readonly string[];
}

/** What only a terminal can do. */
export interface Terminal {
  write(text: string): void;
  setMouse(isOn: boolean): void;
  /** Hands the terminal to something else, and takes it back after. */
  suspended(act: () => void | Promise<void>): Promise<void>;
  quit(): void;
}

/** The following of the server. */
export interface Live {
  readAll(): void;
  /** After a token came or went. */
  restart(): void;
}

/** What is kept between two starts. Each `save…` returns whether it could be written. */
export interface Memory {
  /** Without a name: the only session that is kept for the server, if it is the only one. */
  keptSession(server: string, username: string): KeptSession | undefined;
  saveToken(server: string, username: string, kept: KeptSession | undefined): Promise<void>;
  savePrefs(set: Partial<State["prefs"]>): Promise<boolean>;
  /** Under a name; without a filter the name is forgotten. */
  saveFilter(list: FilteredList, name: string, filter: string | undefined): Promise<boolean>;
  saveProfile(name: string, profile: Profile | undefined): Promise<boolean>;
  keepSlowFrame(frame: SlowFrame): Promise<void>;
}

export interface KeptSession {
  readonly token: string;
  readonly account: NonNullable<State["session"]["account"]>;
}

type Given = Pick<
  App,
  "store" | "clock" | "terminal" | "memory" | "screens" | "commands" | "client" | "connect"
>;

export function makeApp(given: Given): App {
  return {
    ...given,
    frame: emptyFrame,
    live: { readAll() {}, restart() {} },
    get layout() {
      return this.frame.layout;
    },
    get state() {
      return given.store.getState();
    },
    get t() {
      const { prefs, settings } = given.store.getState();
      return textsOf(prefs.language, settings.keys);
    },
    dispatch: given.store.dispatch,
    connect(server, token) {
      given.store.forget();
      given.connect(server, token);
    },
  };
}
