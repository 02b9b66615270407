import type { Act } from "../commands/act.ts";
import type { ColumnList } from "../settings/columns.ts";
import type { TextField } from "../terminal/text_field.ts";
import type { ThemeName } from "../terminal/theme.ts";
import type { FilteredList } from "./settings.ts";

/** What lies over the screen and has the keys; overlays/mod.ts draws each kind and handles its keys. */
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
  }
  | {
    readonly kind: "confirm";
    readonly title: string;
    readonly lines: readonly string[];
    readonly act: Act;
    readonly focus: "cancel" | "yes";
    /** What has to be typed before yes counts; "" for nothing. */
    readonly mustType: string;
    readonly typed: TextField;
  }
  /** `/`: the list is filtered while one types. */
  | {
    readonly kind: "filter";
    readonly list: string;
    readonly field: TextField;
    readonly before: string;
  }
  | { readonly kind: "palette"; readonly field: TextField; readonly selected: number }
  | { readonly kind: "help"; readonly field: TextField; readonly top: number }
  /** Run now with other arguments. */
  | {
    readonly kind: "run_with";
    readonly jobIds: readonly string[];
    readonly title: string;
    readonly args: TextField;
    readonly reason: TextField;
    readonly focus: "args" | "reason";
    readonly error: string;
  }
  /** A few commands, each by its key. */
  | {
    readonly kind: "menu";
    readonly title: string;
    readonly items: readonly MenuItem[];
    readonly selected: number;
    /** What comes back when none is taken. */
    readonly behind?: Overlay;
  }
  /** One of several, to be searched. */
  | {
    readonly kind: "picker";
    readonly about: PickAbout;
    readonly title: string;
    readonly choices: readonly Choice[];
    readonly field: TextField;
    readonly selected: number;
  }
  /** Which columns a list shows. */
  | { readonly kind: "columns"; readonly list: ColumnList; readonly selected: number }
  /** Under which name something goes into the settings. */
  | { readonly kind: "naming"; readonly about: NameAbout; readonly field: TextField }
  /** A new API key: nothing can show it again. */
  | {
    readonly kind: "secret";
    readonly name: string;
    readonly secret: string;
    readonly isCopied: boolean;
    /** It was to be closed before it was copied. */
    readonly isWarned: boolean;
  };

/** What is picked. */
export type PickAbout =
  | { readonly kind: "field"; readonly form: string; readonly target: string }
  /** Sure: that something typed is lost was said already. */
  | { readonly kind: "profile"; readonly isSure?: true }
  /** Shown while one looks, and `before` again when none is taken. */
  | { readonly kind: "theme"; readonly before: ThemeName }
  | { readonly kind: "filter"; readonly list: FilteredList };

export type NameAbout =
  | { readonly kind: "filter"; readonly list: FilteredList; readonly filter: string }
  | { readonly kind: "profile"; readonly url: string; readonly user: string };

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Told behind it. */
  readonly note?: string;
  /** It is so now. */
  readonly isPresent?: boolean;
}

/** What an entry of a menu does: a command, or a choice that was made before. */
export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly command: string;
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
