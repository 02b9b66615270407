import type { State } from "../state.ts";

/** The name of the profile of the present server and user. */
export function presentProfile({ session, settings }: State): string | undefined {
  const bare = (url: string) => url.replace(/\/$/, "");
  const here = Object.entries(settings.profiles).filter(([, { url, user }]) =>
    bare(url) === bare(session.server) && (user === undefined || user === session.username)
  );
  // A profile that names the user matches better.
  return (here.find(([, { user }]) => user !== undefined) ?? here[0])?.[0];
}

/** The address of a server without scheme and slash. */
export function serverName(url: string): string {
  return url.replace(/^https?:\/\//, "").replace(/\/$/, "");
}
