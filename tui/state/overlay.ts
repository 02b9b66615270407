import type { Act, NotedAct } from "./act.ts";
import type { ColumnList } from "./columns.ts";
import type { TextField } from "../terminal/text_field.ts";
import type { ThemeName } from "../terminal/theme.ts";
import type { FilteredList } from "./settings.ts";

/** A dialog over the screen. It gets all keys. overlays/mod.ts has the code for each kind. */
export type Overlay =
  | {
    readonly kind: "login";
    readonly server: TextField;
    readonly username: TextField;
    readonly password: TextField;
    readonly focus: "server" | "username" | "password";
    readonly isBusy: boolean;
    readonly error: string;
    readonly reason: "first" | "lapsed" | "asked";
    /** When it came up by itself, over what the user was doing. */
    readonly cameAt?: number;
  }
  | {
    readonly kind: "confirm";
    readonly title: string;
    readonly lines: readonly string[];
    readonly act: Act;
    readonly focus: "cancel" | "yes";
    /** The text that must be typed before yes works; "": nothing. */
    readonly mustType: string;
    readonly typed: TextField;
  }
  /** The filter line of `/`. The list is filtered while the user types. */
  | {
    readonly kind: "filter";
    readonly list: string;
    readonly field: TextField;
    readonly before: string;
    /** The ways to complete the last word, and the one that is in its place. */
    readonly completing?: { readonly all: readonly Completion[]; readonly index: number };
    /** The help for the fields is shown. */
    readonly isHelped?: boolean;
  }
  | { readonly kind: "palette"; readonly field: TextField; readonly selected: number }
  | { readonly kind: "help"; readonly field: TextField; readonly top: number }
  /** Asks for the arguments of a job that is run now. */
  | {
    readonly kind: "run_with";
    readonly jobIds: readonly string[];
    readonly title: string;
    readonly args: TextField;
    readonly reason: TextField;
    readonly focus: "args" | "reason";
    readonly error: string;
  }
  /** A menu of commands, each with a key. */
  | {
    readonly kind: "menu";
    readonly title: string;
    readonly items: readonly MenuItem[];
    readonly selected: number;
    /** The overlay that comes back when the menu is closed. */
    readonly behind?: Overlay;
  }
  /** A list to choose from, with a search. */
  | {
    readonly kind: "picker";
    readonly about: PickAbout;
    readonly title: string;
    readonly choices: readonly Choice[];
    readonly field: TextField;
    readonly selected: number;
  }
  /** Chooses the columns of a list. */
  | { readonly kind: "columns"; readonly list: ColumnList; readonly selected: number }
  /** Asks for the name under which the settings keep something. */
  | { readonly kind: "naming"; readonly about: NameAbout; readonly field: TextField }
  /** Asks for the reason and the end of a pause. */
  | {
    readonly kind: "pausing";
    readonly title: string;
    readonly about:
      | { readonly kind: "jobs"; readonly jobIds: readonly string[] }
      | { readonly kind: "category"; readonly categoryId: number };
    readonly reason: TextField;
    readonly until: TextField;
    readonly fires: "skip" | "make_up";
    readonly focus: "reason" | "until" | "fires";
    readonly error: string;
    /** A pause of the category is in force: this changes it, or ends it. */
    readonly isInForce?: true;
  }
  /** Asks for a note, and then performs the act with it. */
  | {
    readonly kind: "note";
    readonly title: string;
    readonly act: NotedAct;
    readonly field: TextField;
  }
  /** A new API key. It cannot be shown again. */
  | {
    readonly kind: "secret";
    readonly name: string;
    /** In place of the title for an API key. */
    readonly title?: string;
    readonly secret: string;
    readonly isCopied: boolean;
    /** The user has tried to close it before the key was copied. */
    readonly isWarned: boolean;
  };

/** A way to complete the last word of a filter. */
export interface Completion {
  /** What is shown: `state:` or `failed`. */
  readonly label: string;
  readonly count?: number;
  /** The whole text with the completed word. */
  readonly text: string;
}

/** What the choice of a picker is for. */
export type PickAbout =
  | { readonly kind: "field"; readonly form: string; readonly target: string }
  /** `isSure`: the user has agreed to lose typed text. */
  | { readonly kind: "profile"; readonly isSure?: true }
  /** The theme under the cursor is shown at once; `before` comes back when none is chosen. */
  | { readonly kind: "theme"; readonly before: ThemeName }
  | { readonly kind: "filter"; readonly list: FilteredList };

export type NameAbout =
  | { readonly kind: "filter"; readonly list: FilteredList; readonly filter: string }
  | { readonly kind: "profile"; readonly url: string; readonly user: string }
  /** The name is the path of a file, which gets the text. */
  | { readonly kind: "file"; readonly text: string };

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Shown behind the label. */
  readonly note?: string;
  /** It is the present value. */
  readonly isPresent?: boolean;
}

/** An entry of a menu: it runs a command, performs an act, or repeats a choice that needed a question. */
export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly command: string;
  readonly act?: Act;
  /** Asks for a note before it performs the act. */
  readonly isNoted?: true;
  readonly pick?: { readonly about: PickAbout; readonly value: string };
}

export type OverlayOf<K extends Overlay["kind"]> = Extract<Overlay, { readonly kind: K }>;

export interface OverlayState {
  readonly overlay?: Overlay;
}

export type OverlayEvent =
  | { readonly type: "overlay_shown"; readonly overlay: Overlay }
  | { readonly type: "overlay_closed"; readonly kind?: Overlay["kind"] };

export const initialOverlay: OverlayState = {};

export function reduceOverlay(state: OverlayState, event: OverlayEvent): OverlayState {
  switch (event.type) {
    case "overlay_shown":
      return { overlay: event.overlay };
    case "overlay_closed": {
      const isOther = event.kind !== undefined && state.overlay?.kind !== event.kind;
      return isOther ? state : {};
    }
    default:
      return state;
  }
}
