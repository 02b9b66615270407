import type { Canvas } from "../components/canvas.ts";
import { fuzzyScore } from "../components/filter.ts";
import type { State } from "../state.ts";
import { filteredLists } from "../state/settings.ts";
import type { ScreenId } from "../keys/tabs.ts";
import { currentView } from "../state/view.ts";
import type { Texts } from "../texts/mod.ts";
import type { CommandBinding } from "../keys/key_table.ts";
import { refusalOf, tabsOf } from "../state/rights.ts";

export interface Found {
  readonly binding?: CommandBinding;
  /** The job that this entry opens. */
  readonly jobId?: string;
  /** The tab that this entry opens, and the filter for its list. */
  readonly goTo?: { readonly screen: ScreenId; readonly filter: string };
  /** The name of the profile that this entry switches to. */
  readonly profile?: string;
  readonly text: string;
  readonly key: string;
  readonly isRefused: boolean;
}

const mostJobs = 50;

/** What the palette searches in. */
type Around = Pick<Canvas, "state" | "t" | "offered">;

/** The entries that match the typed text, best match first: commands, filters, profiles, jobs, tabs. */
export function found({ state, t, offered }: Around, typed: string): Found[] {
  const letters = typed.trim().toLowerCase();
  const commands = offered()
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
  const like = state.jobs.byId.list()
    .filter(({ name }) => name.toLowerCase().includes(letters))
    .sort((a, b) => a.name === b.name ? (a.job_id < b.job_id ? -1 : 1) : a.name < b.name ? -1 : 1);
  return like.slice(0, mostJobs).map(({ job_id: jobId, name }) => {
    const text = t.dialogs.palette.job(name);
    // Sorts after a command that begins with the letters, before one that only contains them.
    return { jobId, text, key: "", isRefused: false, score: 0.5 };
  });
}

/** `filter broken`: the filters of the settings, those of the present list first. */
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

/** `runs failed`: the name of a tab or its beginning, then a filter for its list. */
function tabsLike(state: State, t: Texts, typed: string) {
  const [, word = "", given = ""] = /^(\S+)\s+(\S.*)$/.exec(typed.trim()) ?? [];
  if (word === "") return [];
  const begins = (name: string) => name.toLowerCase().startsWith(word.toLowerCase());
  const tabs = tabsOf(state).filter(({ screen }) => begins(screen) || begins(t.tabs[screen]));
  return tabs.map(({ screen }) => {
    const isState = stateWords[screen]?.includes(given.toLowerCase()) ?? false;
    const filter = isState ? `state:${given}` : given;
    return {
      goTo: { screen, filter },
      text: t.dialogs.palette.goTo(t.tabs[screen], filter),
      key: "",
      isRefused: false,
      score: 0,
    };
  });
}

/** A single word that names a state of the list filters by the state, and not by a text that contains the word. */
export const stateWords: { readonly [S in ScreenId]?: readonly string[] } = {
  jobs: ["running", "late", "failed", "stopped", "skipped", "ok", "never", "paused", "active"],
  runs: ["waiting", "running", "stopping", "stopped", "failed", "ok", "timeout", "error"],
  alarms: ["open", "acknowledged", "snoozed", "closed"],
  monitors: ["new", "up", "late", "down", "paused"],
};
