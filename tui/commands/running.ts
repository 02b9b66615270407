import type { App, Screen, Screens } from "../app.ts";
import type { Tab } from "../components/canvas.ts";
import type { State } from "../state.ts";
import { currentView } from "../state/view.ts";
import { bindingFor, bindingsOn, type CommandBinding, type CommandId } from "../keys/key_table.ts";
import { refusalOf } from "../state/rights.ts";
import { toast } from "./toasts.ts";

type Parts = Pick<App, "screens" | "commands">;

/** The present screen. */
export function screenOf({ screens, state }: Pick<App, "screens" | "state">): Screen {
  return screens[currentView(state.view).screen];
}

/** The tabs of this user, in their order. */
export function tabsOf(screens: Screens, state: State): Tab[] {
  return Object.values(screens)
    .flatMap(({ id, tab, isOffered }) =>
      tab !== undefined && (isOffered?.(state) ?? true) ? [{ id, tab }] : []
    )
    .sort((a, b) => a.tab - b.tab);
}

/** Whether something that was typed is not saved, on any screen. */
export function isAnyDirty({ screens, state }: Pick<App, "screens" | "state">): boolean {
  return Object.values(screens).some((screen) => screen.isDirty?.(state) ?? false);
}

/** The commands that do something on the present screen, its own first. */
export function offeredBindings(
  { screens, commands }: Parts,
  state: State,
  hasList: boolean,
): CommandBinding[] {
  const screen = screenOf({ screens, state });
  const offered = bindingsOn(screen.id, hasList, state.settings.keys).filter(({ command }) =>
    (screen.commands?.[command] ?? commands[command]) !== undefined &&
    !screen.withholds?.includes(command) &&
    isTabThere(screens, state, command)
  );
  // A key belongs to the first command that has it.
  const taken = new Set<string>();
  return offered.map((binding) => {
    const keys = binding.keys.filter((key) => !taken.has(key));
    for (const key of keys) taken.add(key);
    return keys.length === binding.keys.length ? binding : { ...binding, keys };
  });
}

function isTabThere(screens: Screens, state: State, command: CommandId): boolean {
  const number = /^tab_(\d)$/.exec(command)?.[1];
  return number === undefined || tabsOf(screens, state).some(({ tab }) => tab === Number(number));
}

/** The same, by the list that has the keys in the last frame. */
export function offeredHere(app: App): CommandBinding[] {
  return offeredBindings(app, app.state, app.layout.focused !== undefined);
}

/** Runs a command, if the account has the right. */
export async function runCommand(app: App, command: string): Promise<void> {
  const offered = offeredHere(app).find((it) => it.command === command);
  const binding = offered ?? bindingFor(command);
  if (binding === undefined) return;
  const refusal = refusalOf(app.state, binding.needs);
  if (refusal !== undefined) return toast(app, "warn", app.t.refusals[refusal]);
  await (screenOf(app).commands?.[binding.command] ?? app.commands[binding.command])?.(app);
}
