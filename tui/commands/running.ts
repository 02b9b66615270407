import type { App, Screen } from "../app.ts";
import type { State } from "../state.ts";
import { currentView } from "../state/view.ts";
import { bindingFor, bindingsOn, type CommandBinding, type CommandId } from "../keys/key_table.ts";
import { tabCommand, tabs } from "../keys/tabs.ts";
import { refusalOf, tabsOf } from "../state/rights.ts";
import { isWithin } from "../terminal/clock.ts";
import type { Layout } from "../terminal/layout.ts";
import { toast } from "./toasts.ts";

type Parts = Pick<App, "screens" | "commands">;

/** The present screen. */
export function screenOf({ screens, state }: Pick<App, "screens" | "state">): Screen {
  return screens[currentView(state.view).screen];
}

/** Whether something that was typed is not saved, on any screen. */
export function isAnyDirty({ screens, state }: Pick<App, "screens" | "state">): boolean {
  return Object.values(screens).some((screen) => screen.isDirty?.(state) ?? false);
}

/**
 * The commands that do something on the present screen, its own first.
 * @param layout of the frame, for the commands that only some rows have.
 */
export function offeredBindings(
  { screens, commands }: Parts,
  state: State,
  hasList: boolean,
  layout?: Layout,
): CommandBinding[] {
  const screen = screenOf({ screens, state });
  const withheld = new Set<CommandId>([
    ...screen.withholds ?? [],
    ...(layout === undefined ? [] : screen.withheld?.(state, layout) ?? []),
    ...absentTabs(state),
  ]);
  const offered = bindingsOn(screen.id, hasList, state.settings.keys).filter(({ command }) =>
    (screen.commands?.[command] ?? commands[command]) !== undefined &&
    !withheld.has(command) &&
    hasPartsFor(screen, command)
  );
  // A key belongs to the first command that has it.
  const taken = new Set<string>();
  return offered.map((binding) => {
    const keys = binding.keys.filter((key) => !taken.has(key));
    for (const key of keys) taken.add(key);
    return keys.length === binding.keys.length ? binding : { ...binding, keys };
  });
}

/** A screen of one part has no other pane, and nothing that a pane could take the room of. */
function hasPartsFor(screen: Screen, command: CommandId): boolean {
  if (screen.panes !== undefined || screen.commands?.[command] !== undefined) return true;
  if (command === "zoom_in" || command === "zoom_out") return screen.zooms === true;
  return command !== "next_pane" && command !== "previous_pane";
}

/** The commands that open tabs which this user does not have. */
function absentTabs(state: State): CommandId[] {
  const there = tabsOf(state);
  return tabs.filter((tab) => !there.includes(tab)).map(tabCommand);
}

/** The same, by the list that has the keys in the last frame. */
export function offeredHere(app: App): CommandBinding[] {
  return offeredBindings(app, app.state, app.layout.focused !== undefined, app.layout);
}

/** Runs a command, if the account has the right. */
export async function runCommand(app: App, command: string): Promise<void> {
  const offered = offeredHere(app).find((it) => it.command === command);
  const binding = offered ?? bindingFor(command);
  if (binding === undefined) return;
  const refusal = refusalOf(app.state, binding.needs);
  if (refusal !== undefined) return toast(app, "warn", app.t.refusals[refusal]);
  if (isTooSoon(app, binding)) return toast(app, "warn", app.t.notices.rowMoved);
  await (screenOf(app).commands?.[binding.command] ?? app.commands[binding.command])?.(app);
}

/** After the row under the cursor went away, acts wait this long: the user may have meant the row that is gone. */
const settleMs = 300;
/** These change something, but not the row. */
const notAboutRows: readonly CommandId[] = [
  "new_job",
  "new_category",
  "new_user",
  "new_key",
  "new_channel",
  "new_monitor",
  "new_calendar",
  "undo",
  "begin_maintenance",
  "end_maintenance",
];

function isTooSoon(app: App, { command, needs }: CommandBinding): boolean {
  if (needs === undefined || notAboutRows.includes(command)) return false;
  if (tabs.some((tab) => tabCommand(tab) === command)) return false;
  return app.shiftedAt > 0 && isWithin(app.clock, app.shiftedAt, settleMs);
}
