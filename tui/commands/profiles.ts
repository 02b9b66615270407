import { goTo } from "../server/session.ts";
import type { App } from "../app.ts";
import { isAnyDirty } from "./running.ts";
import { toast } from "./toasts.ts";
import { askLogIn } from "./logging_in.ts";
import type { Choice } from "../state/overlay.ts";
import { entryOf, type Profile } from "../state/settings.ts";
import { emptyField } from "../terminal/text_field.ts";
import { presentProfile, serverName } from "../settings/profile_names.ts";

/** Opens the list of profiles. The present server is marked, even when no profile names it. */
export function pickProfile(app: App): void {
  const { session, settings } = app.state;
  const { saved } = app.t;
  const present = presentProfile(app.state);
  const named = Object.entries(settings.profiles).map(([name, profile]): Choice => ({
    value: name,
    label: name,
    note: noteOf(profile),
    isPresent: name === present,
  }));
  if (named.length === 0) return toast(app, "warn", saved.noProfiles);
  const unnamed: Choice = {
    value: "",
    label: saved.unnamed,
    note: noteOf({ url: session.server, user: session.username }),
    isPresent: true,
  };
  const choices = present === undefined ? [unnamed, ...named] : named;
  const selected = choices.findIndex(({ isPresent }) => isPresent);
  const title = saved.profilesTitle;
  const about = { kind: "profile" } as const;
  app.dispatch({
    type: "overlay_shown",
    overlay: { kind: "picker", about, title, choices, field: emptyField, selected },
  });
}

function noteOf({ url, user = "" }: Profile): string {
  return user === "" ? serverName(url) : `${serverName(url)} · ${user}`;
}

/** @param isSure the user agreed to lose unsaved text. */
export function goToProfile(app: App, name: string, isSure = false): void {
  const profile = entryOf(app.state.settings.profiles, name);
  if (profile === undefined || name === presentProfile(app.state)) return;
  if (!isSure && isAnyDirty(app)) return askToLeave(app, name);
  const { url: server, user = "" } = profile;
  const kept = app.memory.keptSession(server, user);
  if (kept === undefined) {
    goTo(app, { server, username: user });
    return askLogIn(app, "asked");
  }
  const { token, account } = kept;
  goTo(app, { server, username: account.username, token, account });
  // The next start goes to the last server.
  void app.memory.saveToken(server, account.username, kept);
}

function askToLeave(app: App, name: string): void {
  const { discard, cancel } = app.t.dialogs;
  const pick = { about: { kind: "profile", isSure: true }, value: name } as const;
  app.dispatch({
    type: "overlay_shown",
    overlay: {
      kind: "menu",
      title: discard.title,
      selected: 1,
      items: [
        { key: "y", label: discard.leave(name), command: "", pick },
        { key: "n", label: cancel, command: "" },
      ],
    },
  });
}

/** Asks for a name under which the present server is kept. */
export function askProfileName(app: App): void {
  const { server: url, username: user } = app.state.session;
  const about = { kind: "profile", url, user } as const;
  app.dispatch({ type: "overlay_shown", overlay: { kind: "naming", about, field: emptyField } });
}
