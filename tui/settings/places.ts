/** The files of the dashboard. */
export interface Places {
  readonly settings: string;
  readonly sessions: string;
  readonly log: string;
}

/** Follows the XDG Base Directory Specification. */
export function placesOf(env: { get(name: string): string | undefined }): Places {
  const home = env.get("HOME") ?? env.get("USERPROFILE") ?? ".";
  // The specification says to ignore relative paths.
  const base = (name: string, otherwise: string) => {
    const given = env.get(name) ?? "";
    return given.startsWith("/") ? given : `${home}/${otherwise}`;
  };
  const state = `${base("XDG_STATE_HOME", ".local/state")}/carillon`;
  return {
    settings: `${base("XDG_CONFIG_HOME", ".config")}/carillon/dashboard.json`,
    sessions: `${state}/sessions.json`,
    log: `${state}/dashboard.log`,
  };
}
