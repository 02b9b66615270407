import { memo } from "../cache/memo.ts";
import { sortBindings } from "./sort_keys.ts";
import { isNumbered, type ScreenId, type Tab, tabCommand, tabs } from "./tabs.ts";
import { watchingBindings } from "./watching_keys.ts";

/** `admin` may see what only admins see; `administer` may change it. */
export type Needs = "change" | "admin" | "administer";

/**
 * All commands and their keys. Handlers, the hint line, `?`, the palette and the docs read this table.
 * The texts of a command are in texts/ under its name. The first key is the one that is shown.
 */
export interface Binding {
  readonly command: string;
  readonly keys: readonly string[];
  /** Where the command exists: everywhere, where a list has the keys, or on these screens. */
  readonly on: "everywhere" | "lists" | readonly ScreenId[];
  /** The place in the hint line. Without it, only `?` shows the command. */
  readonly hint?: number;
  /** The right that the account needs. It is checked before the command runs. */
  readonly needs?: Needs;
  /** A key of the settings file is taken from it. */
  readonly yields?: true;
  /** The palette leaves it out, because it only moves the cursor. */
  readonly isPlain?: true;
}

const jobScreens = ["home", "jobs", "job", "agenda"] as const;
const executionScreens = ["home", "jobs", "job", "runs", "run"] as const;
const alarmScreens = ["home", "alarms", "alarm"] as const;
const formScreens = [
  ...["job_form", "jobs_form", "category_form", "user_form", "key_form"] as const,
  ...["channel_form", "monitor_form", "calendar_form"] as const,
] as const;
const markScreens = [
  ...["jobs", "runs", "categories", "users", "keys", "alarms"] as const,
  ...["channels", "monitors", "calendars"] as const,
] as const;
const textScreens = ["run", "entry", "alarm", "channel", "monitor", "calendar"] as const;
const screensWithTime = [
  ...["home", "jobs", "job", "runs", "run", "audit", "entry", "agenda"] as const,
  ...["users", "keys", "channels", "channel", "monitors", "monitor", "calendar"] as const,
] as const;

const tabBindings = tabs.map((tab: Tab) => ({
  command: tabCommand(tab),
  keys: isNumbered(tab) ? [tab.key] : [],
  on: "everywhere" as const,
  ...(tab.needs === undefined ? {} : { needs: tab.needs }),
}));

export const bindings = [
  { command: "move_down", keys: ["j", "down"], on: "lists", isPlain: true },
  { command: "move_up", keys: ["k", "up"], on: "lists", isPlain: true },
  { command: "go_top", keys: ["g", "home"], on: "lists" },
  { command: "go_bottom", keys: ["G", "end"], on: "lists" },
  { command: "half_page_down", keys: ["ctrl+d"], on: "lists", isPlain: true },
  { command: "half_page_up", keys: ["ctrl+u"], on: "lists", isPlain: true },
  { command: "page_down", keys: ["pagedown", "ctrl+f"], on: "lists", isPlain: true },
  { command: "page_up", keys: ["pageup", "ctrl+b"], on: "lists", isPlain: true },
  { command: "open", keys: ["enter"], on: "lists", hint: 1 },
  { command: "mark", keys: ["x"], on: "lists" },
  { command: "clear_marks", keys: ["X"], on: "lists" },
  { command: "mark_all", keys: ["ctrl+a"], on: "lists" },
  { command: "sort_next", keys: ["o"], on: "lists" },
  { command: "sort_reverse", keys: ["O"], on: "lists" },

  { command: "mark_range", keys: ["V"], on: "lists", yields: true },
  ...sortBindings,

  // Before the others that have these keys: on home they are there while the first pane has the keys.
  { command: "acknowledge", keys: ["a"], on: alarmScreens, hint: 2, needs: "change", yields: true },
  { command: "snooze", keys: ["z"], on: alarmScreens, hint: 3, needs: "change", yields: true },
  { command: "acknowledge_noted", keys: ["w"], on: alarmScreens, needs: "change", yields: true },
  { command: "snooze_noted", keys: [], on: alarmScreens, needs: "change" },
  { command: "close_alarm", keys: ["C"], on: alarmScreens, needs: "change", yields: true },
  { command: "mute_alarm", keys: ["M"], on: alarmScreens, needs: "change", yields: true },
  { command: "put_aside", keys: ["i"], on: ["home"], yields: true },

  { command: "run_job", keys: ["r"], on: jobScreens, hint: 2, needs: "change" },
  { command: "run_again", keys: ["r"], on: ["runs", "run"], hint: 2, needs: "change" },
  { command: "run_job_with", keys: ["a"], on: executionScreens, needs: "change" },
  { command: "stop_run", keys: ["s"], on: executionScreens, hint: 3, needs: "change" },
  { command: "pause_job", keys: ["p"], on: jobScreens, hint: 4, needs: "change" },
  { command: "pause_job_with", keys: ["ctrl+k"], on: jobScreens, needs: "change", yields: true },
  { command: "edit_job", keys: ["e"], on: jobScreens, hint: 5, needs: "change" },
  { command: "edit_as_text", keys: ["E"], on: jobScreens, needs: "change" },
  { command: "new_job", keys: ["n"], on: ["home", "jobs"], hint: 6, needs: "change" },
  { command: "duplicate_job", keys: ["d"], on: jobScreens, needs: "change" },
  { command: "delete_job", keys: ["D"], on: jobScreens, needs: "change" },
  { command: "bulk_menu", keys: ["b"], on: markScreens },
  { command: "undo", keys: ["u"], on: "everywhere", needs: "change" },

  {
    command: "open_job",
    keys: ["J"],
    on: ["runs", "run", "audit", "entry", "alarms", "alarm"],
    hint: 9,
  },
  {
    command: "show_runs",
    keys: ["v"],
    on: ["jobs", "job", "alarms", "alarm", "channels", "channel", "monitors", "monitor"],
  },
  { command: "run_filters", keys: ["v"], on: ["runs"], hint: 4 },
  { command: "runs_all", keys: [], on: ["runs"] },
  { command: "runs_failed", keys: [], on: ["runs"] },
  { command: "runs_active", keys: [], on: ["runs"] },
  { command: "runs_waiting", keys: [], on: ["runs"] },
  { command: "runs_succeeded", keys: [], on: ["runs"] },
  { command: "runs_manual", keys: [], on: ["runs"] },
  { command: "runs_of_job", keys: [], on: ["runs"] },
  { command: "runs_of_category", keys: [], on: ["runs"] },
  { command: "runs_hour", keys: [], on: ["runs"] },
  { command: "runs_day", keys: [], on: ["runs"] },
  { command: "runs_week", keys: [], on: ["runs"] },
  { command: "runs_ever", keys: [], on: ["runs"] },
  { command: "runs_older", keys: [">"], on: ["runs"] },
  { command: "runs_newest", keys: ["<"], on: ["runs"] },
  { command: "search", keys: ["/"], on: textScreens, hint: 4 },
  { command: "search_next", keys: ["n"], on: [...textScreens, "job"] },
  { command: "search_previous", keys: ["N"], on: [...textScreens, "job"] },
  { command: "follow", keys: ["f"], on: ["run"], hint: 5 },
  { command: "wrap_lines", keys: ["w"], on: ["run"], hint: 6 },
  { command: "stamps", keys: ["t"], on: ["run"], hint: 7 },
  { command: "grep", keys: ["&"], on: ["run"], yields: true },
  { command: "error_after", keys: ["e"], on: ["run"], hint: 8, yields: true },
  { command: "error_before", keys: ["E"], on: ["run"], yields: true },
  { command: "attempt_after", keys: ["]"], on: ["run"], yields: true },
  { command: "attempt_before", keys: ["["], on: ["run"], yields: true },
  { command: "sideways_right", keys: [">"], on: ["run"], yields: true },
  { command: "sideways_left", keys: ["<"], on: ["run"], yields: true },
  { command: "pager", keys: ["o"], on: ["run"], hint: 8 },
  { command: "output_editor", keys: ["O"], on: ["run"], yields: true },
  { command: "save_output", keys: ["W"], on: ["run"], yields: true },
  { command: "copy_line", keys: ["y"], on: textScreens, hint: 10 },
  { command: "copy_output", keys: [], on: ["run"] },
  { command: "run_output", keys: [], on: ["run"] },
  { command: "run_timeline", keys: [], on: ["run"] },
  { command: "run_request", keys: [], on: ["run"] },
  { command: "run_snapshot", keys: [], on: ["run"] },
  { command: "run_record", keys: ["i"], on: ["run"], yields: true },
  { command: "run_flow", keys: ["c"], on: ["run"], yields: true },
  { command: "open_linked", keys: ["enter"], on: ["run"], yields: true },
  { command: "run_diff", keys: ["d"], on: ["run"], yields: true },

  { command: "agenda_before", keys: ["["], on: ["agenda"], hint: 2, yields: true },
  { command: "agenda_after", keys: ["]"], on: ["agenda"], hint: 2, yields: true },
  { command: "agenda_hour_before", keys: ["{"], on: ["agenda"], yields: true },
  { command: "agenda_hour_after", keys: ["}"], on: ["agenda"], yields: true },
  { command: "agenda_mark_after", keys: ["n"], on: ["agenda"], hint: 3, yields: true },
  { command: "agenda_mark_before", keys: ["N"], on: ["agenda"], yields: true },
  { command: "agenda_now", keys: ["."], on: ["agenda"], hint: 3, yields: true },

  { command: "import_crontab", keys: ["I"], on: ["home", "jobs"], needs: "change" },
  { command: "new_category", keys: ["n"], on: ["categories"], hint: 2, needs: "administer" },
  { command: "edit_category", keys: ["e"], on: ["categories"], hint: 3, needs: "administer" },
  { command: "pause_category", keys: ["p"], on: ["categories"], hint: 4, needs: "change" },
  {
    command: "pause_category_with",
    keys: ["ctrl+k"],
    on: ["categories"],
    hint: 4,
    needs: "change",
    yields: true,
  },
  { command: "delete_category", keys: ["D"], on: ["categories"], hint: 5, needs: "administer" },
  { command: "new_user", keys: ["n"], on: ["users"], hint: 2, needs: "administer" },
  { command: "edit_user", keys: ["e"], on: ["users"], hint: 3, needs: "administer" },
  { command: "set_password", keys: ["w"], on: ["users"], hint: 4, needs: "administer" },
  { command: "delete_user", keys: ["D"], on: ["users"], hint: 5, needs: "administer" },
  { command: "new_key", keys: ["n"], on: ["keys"], hint: 2, needs: "administer" },
  { command: "revoke_key", keys: ["D"], on: ["keys"], hint: 3, needs: "administer" },
  ...watchingBindings,

  { command: "form_save", keys: ["ctrl+s"], on: formScreens, hint: 1, needs: "change" },
  { command: "form_next", keys: ["tab", "down"], on: formScreens, hint: 2, isPlain: true },
  { command: "form_previous", keys: ["shift+tab", "up"], on: formScreens, isPlain: true },
  { command: "form_page_down", keys: ["pagedown"], on: formScreens, isPlain: true },
  { command: "form_page_up", keys: ["pageup"], on: formScreens, isPlain: true },
  { command: "form_choose", keys: ["enter"], on: formScreens, hint: 3 },
  { command: "form_toggle", keys: ["space", "left", "right"], on: formScreens },
  { command: "form_text", keys: ["ctrl+e"], on: formScreens, hint: 4 },
  { command: "form_reset", keys: ["ctrl+r"], on: formScreens },
  { command: "form_leave", keys: ["esc"], on: formScreens, hint: 5 },
  { command: "form_discard", keys: [], on: formScreens },

  { command: "import_create", keys: ["ctrl+s"], on: ["import"], hint: 1, needs: "change" },
  { command: "import_toggle", keys: ["space"], on: ["import"], hint: 2 },
  { command: "import_make", keys: [], on: ["import"], needs: "change" },
  { command: "import_edit", keys: ["e"], on: ["import"], hint: 3, needs: "change" },

  { command: "columns", keys: ["c"], on: ["jobs", "runs"] },
  { command: "named_filters", keys: ["F"], on: ["jobs", "runs"] },
  { command: "name_filter", keys: [], on: ["jobs", "runs"] },
  { command: "filter", keys: ["/"], on: "lists", hint: 7 },
  { command: "palette", keys: [":", "ctrl+p"], on: "everywhere", hint: 8 },
  { command: "help", keys: ["?"], on: "everywhere", hint: 9 },
  { command: "back", keys: ["esc", "backspace"], on: "everywhere" },
  { command: "last_view", keys: ["-"], on: "everywhere" },
  { command: "next_pane", keys: ["tab"], on: "everywhere", isPlain: true },
  { command: "previous_pane", keys: ["shift+tab"], on: "everywhere", isPlain: true },
  { command: "next_tab", keys: ["l", "right"], on: "everywhere", isPlain: true },
  { command: "previous_tab", keys: ["h", "left"], on: "everywhere", isPlain: true },
  { command: "zoom_in", keys: ["+", "="], on: "everywhere" },
  { command: "zoom_out", keys: ["_"], on: "everywhere" },
  ...tabBindings,
  { command: "more_tabs", keys: ["0"], on: "everywhere", yields: true },

  { command: "freeze", keys: ["space"], on: ["home"], hint: 6 },
  { command: "time_mode", keys: ["z"], on: screensWithTime },
  { command: "theme", keys: ["T"], on: "everywhere" },
  { command: "language", keys: ["L"], on: "everywhere" },
  { command: "ascii", keys: ["A"], on: "everywhere" },
  { command: "mouse", keys: ["m"], on: "everywhere" },
  {
    command: "begin_maintenance",
    keys: ["ctrl+t"],
    on: "everywhere",
    needs: "change",
    yields: true,
  },
  { command: "end_maintenance", keys: [], on: "everywhere", needs: "change" },
  { command: "alarm_bell", keys: [], on: "everywhere" },
  { command: "copy_id", keys: ["y"], on: "lists" },
  { command: "copy_menu", keys: ["Y"], on: "lists" },
  { command: "copy_name", keys: [], on: "lists" },
  { command: "copy_json", keys: [], on: "lists" },
  { command: "reload", keys: ["R"], on: "everywhere" },
  { command: "profiles", keys: ["P"], on: "everywhere" },
  { command: "name_profile", keys: [], on: "everywhere" },
  { command: "log_in", keys: ["ctrl+o"], on: "everywhere" },
  { command: "log_out", keys: [], on: "everywhere" },
  { command: "redraw", keys: ["ctrl+l"], on: "everywhere" },
  { command: "suspend", keys: ["ctrl+z"], on: "everywhere" },
  { command: "quit_anyway", keys: [], on: "everywhere", isPlain: true },
  { command: "quit", keys: ["q", "ctrl+c"], on: "everywhere", hint: 99 },
] as const satisfies readonly Binding[];

export type CommandId = typeof bindings[number]["command"];

export interface CommandBinding extends Binding {
  readonly command: CommandId;
}

/** The keys of the settings file, in place of those of the table. */
export type KeyOverrides = { readonly [C in CommandId]?: readonly string[] };

const all: readonly CommandBinding[] = bindings;
export const noOverrides: KeyOverrides = {};

/** The table with the keys of the settings file in it. */
export const allBindings = memo((overrides: KeyOverrides): readonly CommandBinding[] =>
  overrides === noOverrides ? all : withOverrides(overrides)
);

function withOverrides(overrides: KeyOverrides): readonly CommandBinding[] {
  const taken = new Set(Object.values(overrides).flat());
  return all.map((binding) => {
    const own = overrides[binding.command];
    if (own !== undefined) return { ...binding, keys: own };
    if (binding.yields !== true || !binding.keys.some((key) => taken.has(key))) return binding;
    return { ...binding, keys: binding.keys.filter((key) => !taken.has(key)) };
  });
}

/** The commands of a screen: its own first, then those of lists, then the general ones. */
export function bindingsOn(
  screen: ScreenId,
  hasList: boolean,
  overrides: KeyOverrides = noOverrides,
): CommandBinding[] {
  const bindings = allBindings(overrides);
  const own = bindings.filter(({ on }) => typeof on !== "string" && on.includes(screen));
  const ofLists = hasList ? bindings.filter(({ on }) => on === "lists") : [];
  const general = bindings.filter(({ on }) => on === "everywhere");
  return [...own, ...ofLists, ...general];
}

export function bindingFor(
  command: string,
  overrides: KeyOverrides = noOverrides,
): CommandBinding | undefined {
  return allBindings(overrides).find((binding) => binding.command === command);
}

/** The key that texts name for a command. A command without a key is run from the palette. */
export function keyOf(command: CommandId, overrides: KeyOverrides): string {
  return bindingFor(command, overrides)?.keys[0] ?? ":";
}
