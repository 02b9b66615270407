import type { State } from "../state.ts";

/** The name under which the settings have the server and user that one is at. */
export function presentProfile({ session, settings }: State): string | undefined {
  const bare = (url: string) => url.replace(/\/$/, "");
  const here = Object.entries(settings.profiles).filter(([, { url, user }]) =>
    bare(url) === bare(session.server) && (user === undefined || user === session.username)
  );
  // One that names the user says more than one that does not.
  return (here.find(([, { user }]) => user !== undefined) ?? here[0])?.[0];
}

/** `https://jobs.example.com/` as people call it. */
export function serverName(url: string): string {
  return url.replace(/^https?:\/\//, "").replace(/\/$/, "");
}
