import type { App } from "../app.ts";
import { toast } from "./toasts.ts";
import { listOf } from "../state/lists.ts";
import type { Choice, NameAbout } from "../state/overlay.ts";
import { entryOf, type FilteredList } from "../state/settings.ts";
import { emptyField } from "../terminal/text_field.ts";

/** Filters and profiles that the settings keep under a name. */

export function pickFilter(app: App, list: FilteredList): void {
  const { filter: present } = listOf(app.state.lists, list);
  const choices = Object.entries(app.state.settings.filters[list]).map((
    [name, filter],
  ): Choice => ({
    value: name,
    label: name,
    note: filter,
    isPresent: filter === present,
  }));
  const { saved, tabs } = app.t;
  if (choices.length === 0) return toast(app, "warn", saved.noFilters);
  const selected = Math.max(0, choices.findIndex(({ isPresent }) => isPresent));
  const [title, about] = [saved.filtersTitle(tabs[list]), { kind: "filter", list } as const];
  app.dispatch({
    type: "overlay_shown",
    overlay: { kind: "picker", about, title, choices, field: emptyField, selected },
  });
}

export function takeFilter(app: App, list: FilteredList, name: string): void {
  const filter = entryOf(app.state.settings.filters[list], name);
  if (filter === undefined) return;
  app.dispatch({ type: "list_filtered", list, filter });
  if (list === "runs") app.dispatch({ type: "list_top", list });
}

/** Asks for a name under which the present filter is kept. */
export function askFilterName(app: App, list: FilteredList): void {
  const { filter } = listOf(app.state.lists, list);
  if (filter.trim() === "") return toast(app, "warn", app.t.saved.noFilterNow);
  const about = { kind: "filter", list, filter } as const;
  app.dispatch({ type: "overlay_shown", overlay: { kind: "naming", about, field: emptyField } });
}

/** The filter or the address that already has this name and would lose it. */
export function namedSo(app: Pick<App, "state">, about: NameAbout, name: string) {
  const { filters, profiles } = app.state.settings;
  switch (about.kind) {
    case "filter":
      return entryOf(filters[about.list], name);
    case "profile":
      return entryOf(profiles, name)?.url;
    case "file":
      // A file that is there is never written over.
      return undefined;
  }
}

export async function keepUnder(app: App, about: NameAbout, name: string): Promise<void> {
  if (about.kind === "filter") {
    const { list, filter } = about;
    app.dispatch({ type: "filter_named", list, name, filter });
    return tellWritten(app, await app.memory.saveFilter(list, name, filter), name);
  }
  if (about.kind === "file") return await writeFile(app, name, about.text);
  const { url, user } = about;
  const profile = { url, ...(user === "" ? {} : { user }) };
  app.dispatch({ type: "profile_named", name, profile });
  tellWritten(app, await app.memory.saveProfile(name, profile), name);
}

async function writeFile(app: App, name: string, text: string): Promise<void> {
  const path = name.replace(/^~(?=\/)/, Deno.env.get("HOME") ?? "~");
  const { saved } = app.t;
  try {
    // An output may hold secrets, so only the owner may read it.
    await Deno.writeTextFile(path, text, { createNew: true, mode: 0o600 });
    toast(app, "ok", saved.fileWritten(path));
  } catch (error) {
    const isThere = error instanceof Deno.errors.AlreadyExists;
    const why = error instanceof Error ? error.message : String(error);
    toast(app, "bad", isThere ? saved.fileThere(path) : saved.fileNotWritten(why));
  }
}

export async function forgetFilter(app: App, list: FilteredList, name: string): Promise<void> {
  if (entryOf(app.state.settings.filters[list], name) === undefined) return;
  app.dispatch({ type: "filter_named", list, name });
  tellForgotten(app, await app.memory.saveFilter(list, name, undefined), name);
}

export async function forgetProfile(app: App, name: string): Promise<void> {
  if (entryOf(app.state.settings.profiles, name) === undefined) return;
  app.dispatch({ type: "profile_named", name });
  tellForgotten(app, await app.memory.saveProfile(name, undefined), name);
}

function tellWritten(app: App, isWritten: boolean, name: string): void {
  if (isWritten) toast(app, "ok", app.t.saved.kept(name));
  else toast(app, "bad", app.t.saved.notWritten);
}

function tellForgotten(app: App, isWritten: boolean, name: string): void {
  if (isWritten) toast(app, "ok", app.t.saved.forgotten(name));
  else toast(app, "bad", app.t.saved.notWritten);
}
