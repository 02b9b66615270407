import type { App } from "../app.ts";
import { boxed, type Canvas } from "../terminal/canvas.ts";
import { offeredBindings, openView, runCommand } from "../commands/general.ts";
import { fuzzyScore } from "../components/filter.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { CommandBinding } from "../commands/key_table.ts";
import { goToProfile } from "../settings/profiles.ts";
import { tabsOf } from "../screens/list.ts";
import { refusalOf } from "../state/selectors.ts";
import type { State } from "../state.ts";
import type { OverlayOf } from "../state/overlay.ts";
import { filteredLists } from "../state/settings.ts";
import { currentView, type ScreenId } from "../state/view.ts";
import type { Texts } from "../texts/mod.ts";
import { pad, widthOf } from "../terminal/text.ts";
import { fieldSpans, typeKey } from "../terminal/text_field.ts";
import { type Line, span } from "../terminal/theme.ts";
import { close, type OverlayScreen, show } from "./overlay_screen.ts";

type Palette = OverlayOf<"palette">;

interface Found {
  readonly binding?: CommandBinding;
  /** A job to go to, by its name. */
  readonly jobId?: string;
  /** A tab to go to, and what to filter its list by. */
  readonly goTo?: { readonly screen: ScreenId; readonly filter: string };
  /** A profile to go to, by its name. */
  readonly profile?: string;
  readonly text: string;
  readonly key: string;
  readonly isRefused: boolean;
}

const mostJobs = 50;

export const paletteOverlay: OverlayScreen<"palette"> = { view, onKey };

/** What fits what is typed, the best first: commands that count here, then jobs by their names. */
export function found(state: State, t: Texts, hasList: boolean, typed: string): Found[] {
  const letters = typed.trim().toLowerCase();
  const commands = offeredBindings(state, hasList)
    .filter((binding) => !binding.isPlain && binding.command !== "palette")
    .map((binding) => {
      const [short, long] = t.commands[binding.command];
      const text = `${short}: ${long}`;
      const key = binding.keys[0] ?? "";
      const isRefused = refusalOf(state, binding.needs) !== undefined;
      return { binding, text, key, isRefused, score: fuzzyScore(text.toLowerCase(), letters) };
    });
  const jobs = letters.length < 2 ? [] : jobsLike(state, t, letters);
  const named = [...filtersLike(state, t, letters), ...profilesLike(state, t, letters)];
  return [...commands, ...named, ...jobs, ...tabsLike(state, t, typed)]
    .flatMap(({ score, ...one }) => score === undefined ? [] : [{ ...one, score }])
    .sort((a, b) => a.score - b.score);
}

function jobsLike(state: State, t: Texts, letters: string) {
  const like = [];
  for (const job of state.jobs.byId.values()) {
    if (!job.name.toLowerCase().includes(letters)) continue;
    const text = t.dialogs.palette.job(job.name);
    // Behind a command that begins so, before one that only has the letters somewhere.
    like.push({ jobId: job.job_id, text, key: "", isRefused: false, score: 0.5 });
    if (like.length >= mostJobs) break;
  }
  return like;
}

/** `filter broken`: a filter of the settings, those of the list one is at first. */
function filtersLike(state: State, t: Texts, letters: string) {
  const { screen: here } = currentView(state.view);
  const lists = filteredLists.toSorted((a, b) => Number(b === here) - Number(a === here));
  return lists.flatMap((screen) =>
    Object.entries(state.settings.filters[screen]).map(([name, filter]) => {
      const text = t.dialogs.palette.filter(name, t.tabs[screen], filter);
      const score = fuzzyScore(text.toLowerCase(), letters);
      return { goTo: { screen, filter }, text, key: "", isRefused: false, score };
    })
  );
}

/** `profile prod`. */
function profilesLike(state: State, t: Texts, letters: string) {
  return Object.entries(state.settings.profiles).map(([profile, { url }]) => {
    const text = t.dialogs.palette.profile(profile, url);
    const score = fuzzyScore(text.toLowerCase(), letters);
    return { profile, text, key: "", isRefused: false, score };
  });
}

/** `runs failed`: a tab's name, or how it begins, and a filter for its list. */
function tabsLike(state: State, t: Texts, typed: string) {
  const [, word = "", filter = ""] = /^(\S+)\s+(\S.*)$/.exec(typed.trim()) ?? [];
  if (word === "") return [];
  const begins = (name: string) => name.toLowerCase().startsWith(word.toLowerCase());
  return tabsOf(state).filter(({ id }) => begins(id) || begins(t.tabs[id])).map(({ id }) => ({
    goTo: { screen: id, filter },
    text: t.dialogs.palette.goTo(t.tabs[id], filter),
    key: "",
    isRefused: false,
    score: 0,
  }));
}

function view(canvas: Canvas, overlay: Palette): readonly Line[] {
  const { state, t, width, height, sym } = canvas;
  const texts = t.dialogs.palette;
  const inner = Math.max(1, Math.min(72, width - 2));
  const rows = Math.max(1, Math.min(14, height - 6));
  const all = found(state, t, canvas.layout.focused !== undefined, overlay.field.text);
  const selected = Math.min(overlay.selected, Math.max(0, all.length - 1));
  const top = Math.max(0, selected - rows + 1);
  const lines = all.slice(top, top + rows).map(({ text, key, isRefused }, i): Line => {
    const isCursor = top + i === selected;
    const tone = isRefused ? "dim" : undefined;
    const click = { kind: "choice", index: top + i } as const;
    return [
      span(isCursor ? `${sym.pointer} ` : "  ", "accent", click),
      {
        text: pad(text, Math.max(1, inner - 4 - widthOf(key)), sym.ellipsis),
        tone,
        strong: isCursor,
        click,
      },
      span(` ${key} `, "key", click),
    ];
  });
  return boxed(canvas, texts.title, [
    [span(":", "accent"), ...fieldSpans(overlay.field, inner - 2, { isFocused: true })],
    ...(lines.length > 0 ? lines : [[span(`  ${texts.none}`, "dim")]]),
    [span(` ${texts.keys}`, "dim")],
  ], inner);
}

async function onKey(app: App, key: KeyPress, overlay: Palette): Promise<void> {
  const all = found(app.state, app.t, app.layout.focused !== undefined, overlay.field.text);
  const last = Math.max(0, all.length - 1);
  const select = (selected: number) =>
    show(app, { ...overlay, selected: Math.min(last, Math.max(0, selected)) });
  switch (key.name) {
    case "esc":
      return close(app);
    case "up":
    case "ctrl+p":
      return select(overlay.selected - 1);
    case "down":
    case "ctrl+n":
    case "tab":
      return select(overlay.selected + 1);
    case "enter": {
      const chosen = all[Math.min(overlay.selected, last)];
      close(app);
      if (chosen?.profile !== undefined) goToProfile(app, chosen.profile);
      else if (chosen?.jobId !== undefined) openView(app, "job", chosen.jobId);
      else if (chosen?.goTo !== undefined) {
        const { screen, filter } = chosen.goTo;
        const isHere = currentView(app.state.view).screen === screen;
        if (!isHere) app.dispatch({ type: "view_switched", screen });
        app.dispatch({ type: "list_filtered", list: screen, filter });
      } else if (chosen?.binding !== undefined) await runCommand(app, chosen.binding.command);
      return;
    }
  }
  const field = typeKey(overlay.field, key);
  if (field !== undefined) show(app, { ...overlay, field, selected: 0 });
}
