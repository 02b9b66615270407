import type { StateEvent } from "../state.ts";
import type { Act } from "../acts.ts";
import type { TextField } from "../text_field.ts";

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
  }
  /** What a field of a form may hold, to be searched. */
  | {
    readonly kind: "picker";
    readonly form: string;
    readonly target: string;
    readonly title: string;
    readonly choices: readonly Choice[];
    readonly field: TextField;
    readonly selected: number;
  }
  /** A new API key: nothing can show it again. */
  | {
    readonly kind: "secret";
    readonly name: string;
    readonly secret: string;
    readonly isCopied: boolean;
    /** It was to be closed before it was copied. */
    readonly isWarned: boolean;
  };

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly command: string;
}

export type OverlayOf<K extends Overlay["kind"]> = Extract<Overlay, { readonly kind: K }>;

export interface OverlayState {
  readonly overlay?: Overlay;
}

export type OverlayEvent =
  | { readonly type: "overlay_shown"; readonly overlay: Overlay }
  | { readonly type: "overlay_closed"; readonly kind?: Overlay["kind"] };

export const initialOverlay: OverlayState = {};

export function reduceOverlay(state: OverlayState, event: StateEvent): OverlayState {
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
