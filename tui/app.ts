import type { Canvas } from "./components/canvas.ts";
import type { CommandId } from "./keys/key_table.ts";
import type { Client } from "./server/client.ts";
import type { State, StateEvent } from "./state.ts";
import type { FilteredList, Profile } from "./state/settings.ts";
import type { ScreenId } from "./keys/tabs.ts";
import type { View } from "./state/view.ts";
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
  /** What a command does on a screen that does not define it. */
  readonly commands: Handlers;
  readonly state: State;
  readonly t: Texts;
  /** The last frame. */
  readonly frame: Frame;
  /** When the row under the cursor last went away by itself, by the clock; 0: never. */
  readonly shiftedAt: number;
  /** Called with each frame that is drawn. */
  show(frame: Frame): void;
  /** The layout of that frame. */
  readonly layout: Layout;
  /** `startLive()` sets it. Before that, its methods do nothing. */
  live: Live;
  dispatch(event: StateEvent): void;
  /** The client of the present server. Its code loads after the first frame; callers wait for it. */
  client(): Promise<Client>;
  /** Goes to another server, or to the same server as another user. Pending calls never return. */
  connect(server: string, token: string | undefined): void;
}

export type Handler = (app: App) => void | Promise<void>;
export type Handlers = { readonly [C in CommandId]?: Handler };
export type Screens = { readonly [S in ScreenId]: Screen };

/** One screen: a folder in screens/ and a line in screens/list.ts; a tab has a line in keys/tabs.ts too. */
export interface Screen {
  readonly id: ScreenId;
  /** The number of panes that the tab key goes through. */
  panes?(canvas: { readonly width: number; readonly height: number }): number;
  /** Whether it has a part that the list can take the room of. A screen with panes has. */
  readonly zooms?: true;
  /** The body: at most `canvas.height` rows. The lists of the screen add themselves to `canvas.layout`. */
  view(canvas: Canvas): readonly Line[];
  subject?(app: App): Subject;
  /** The commands of this screen, and the general commands that it defines anew. */
  readonly commands?: Handlers;
  /** General commands that this screen does not have. */
  readonly withholds?: readonly CommandId[];
  /** Commands that the row under the cursor does not have. */
  withheld?(state: State, layout: Layout): readonly CommandId[];
  /** Called when the user opens the screen: it reads what it shows. */
  entered?(app: App, view: View): void | Promise<void>;
  /** Called each minute while the screen is shown and the server answers. */
  refreshed?(app: App): void | Promise<void>;
  /** Called after each key, click or paste: the cursor or the filter may need further data. */
  attended?(app: App): void;
  /** Called after each frame: the visible rows may need further data. */
  drawn?(app: App): void | Promise<void>;
  /**
   * Gets each key before the bindings do, for screens with text fields.
   * @returns whether the screen used the key.
   */
  onKey?(app: App, key: KeyPress): boolean;
  onPaste?(app: App, text: string): void;
  /** Called with the picked value of a field of the form `form`. */
  onPick?(app: App, form: string, field: string, value: string): void;
  /** Letters are text on this screen, so only other keys are commands. */
  isTypedIn?(state: State): boolean;
  /** Whether leaving would lose unsaved text. The user is asked first. */
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
  /** Hands the terminal to another program and takes it back afterwards. */
  suspended(act: () => void | Promise<void>): Promise<void>;
  /** Draws everything anew, because another program may have written to the terminal. */
  repaint(): void;
  /**
   * Stops the dashboard and goes back to the shell, until the shell continues it.
   * @returns whether there is a shell to go back to.
   */
  stop(): Promise<boolean>;
  quit(): void;
}

/** The connection to the event stream. */
export interface Live {
  readAll(): void;
  /** Called after a log-in or a log-out. */
  restart(): void;
}

/** What is kept between two starts. Each `save…` method returns whether it wrote the file. */
export interface Memory {
  /** Without a user name: the session of the server, if exactly one is kept. */
  keptSession(server: string, username: string): KeptSession | undefined;
  saveToken(server: string, username: string, kept: KeptSession | undefined): Promise<void>;
  savePrefs(set: Partial<State["prefs"]>): Promise<boolean>;
  /** Saves the filter under a name. Without a filter the name is removed. */
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
  let frame = emptyFrame;
  let shiftedAt = 0;
  return {
    ...given,
    get frame() {
      return frame;
    },
    get shiftedAt() {
      return shiftedAt;
    },
    show(next) {
      frame = next;
      if (next.layout.focusedList()?.isShifted) shiftedAt = given.clock.now();
    },
    live: { readAll() {}, restart() {} },
    get layout() {
      return frame.layout;
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
