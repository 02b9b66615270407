import { type ScreenId, type TabId, tabs } from "../keys/tabs.ts";

/** A screen, and the id of the thing that it shows. */
export interface View {
  readonly screen: ScreenId;
  readonly id?: string;
}

/** The view that the command line asks for. */
export type StartView =
  | { readonly kind: "tab"; readonly tab: TabId; readonly filter: string }
  /** By its name or its id. */
  | { readonly kind: "job"; readonly job: string }
  | { readonly kind: "run"; readonly id: string };

export interface ViewState {
  /** The screen of the tab, then the views that were opened from it. Never empty. */
  readonly stack: readonly View[];
  /** The stack before, for `-`. */
  readonly last?: readonly View[];
  /** The part of the screen that has the keys. */
  readonly pane: number;
  /** One pane takes all the room. */
  readonly isZoomed: boolean;
}

export type ViewEvent =
  | { readonly type: "view_opened"; readonly view: View }
  | { readonly type: "view_switched"; readonly screen: ScreenId }
  | { readonly type: "view_back" }
  | { readonly type: "view_last" }
  | { readonly type: "pane_focused"; readonly pane: number }
  | { readonly type: "zoomed"; readonly isZoomed: boolean };

export const initialView: ViewState = { stack: [{ screen: "home" }], pane: 0, isZoomed: false };

/** The tabs that every user has. */
const commonTabs: readonly ScreenId[] = tabs.flatMap((tab) => "needs" in tab ? [] : [tab.screen]);

/** The view after a change of server or account: the same tab, if every user has it. */
export function viewAnew({ stack }: ViewState): ViewState {
  const [base] = stack;
  const isCommon = base !== undefined && commonTabs.includes(base.screen);
  return isCommon ? { ...initialView, stack: [{ screen: base.screen }] } : initialView;
}

/** The most views of a stack. Jobs lead to executions and executions to jobs, without end. */
const mostDeep = 20;

export function currentView(state: ViewState): View {
  return state.stack.at(-1) ?? { screen: "home" };
}

export function reduceView(state: ViewState, event: ViewEvent): ViewState {
  const goTo = (stack: readonly View[]): ViewState => ({
    stack,
    last: state.stack,
    pane: 0,
    isZoomed: false,
  });
  switch (event.type) {
    case "view_opened": {
      const now = currentView(state);
      const isThere = now.screen === event.view.screen && now.id === event.view.id;
      return isThere ? state : goTo([...state.stack, event.view].slice(-mostDeep));
    }
    case "view_switched":
      return goTo([{ screen: event.screen }]);
    case "view_back":
      return state.stack.length > 1 ? goTo(state.stack.slice(0, -1)) : state;
    case "view_last":
      return state.last === undefined ? state : goTo(state.last);
    case "pane_focused":
      return { ...state, pane: event.pane };
    case "zoomed":
      return { ...state, isZoomed: event.isZoomed };
    default:
      return state;
  }
}
