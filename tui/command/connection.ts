import { Carillon } from "../client/mod.ts";
import { isAddress } from "../settings/address.ts";
import { readJson } from "../settings/json_file.ts";
import { readSessions, sessionKey } from "../settings/memory.ts";
import { placesOf } from "../settings/places.ts";
import { profilesOf } from "../settings/profiles.ts";
import type { Profile } from "../state/settings.ts";
import { wrongUse } from "./failures.ts";
import type { Connection, GlobalOptions } from "./globals.ts";
import type { Io } from "./io.ts";

const usualServer = "http://127.0.0.1:8888";

/** What the settings file, which the dashboard uses too, says about servers. */
export interface KnownServers {
  readonly url?: string;
  readonly user?: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

export function readServers(io: Io): KnownServers {
  const read = readJson(placesOf({ get: io.env }).settings);
  const file = "file" in read ? read.file : {};
  const { url, user } = file;
  return {
    ...(typeof url === "string" && isAddress(url) ? { url } : {}),
    ...(typeof user === "string" ? { user } : {}),
    profiles: profilesOf(file.profiles, []),
  };
}

/**
 * The server and the token: what the command line says, then the environment, then the settings file, then the last
 * log-in.
 * @throws CommandFailure for a profile that does not exist, and for an address that is none.
 */
export function connectionOf(io: Io, globals: GlobalOptions): Connection {
  const places = placesOf({ get: io.env });
  const settings = readServers(io);
  const { last, kept } = readSessions(places);
  const profile = profileOf(io, globals, settings);
  const server = globals.url ?? profile?.url ?? setIn(io, "CARILLON_URL") ?? settings.url ??
    last?.server ?? usualServer;
  if (!isAddress(server)) throw wrongUse(`${server} is not an http(s) address.`);
  const username = globals.user ?? profile?.user ?? settings.user ??
    (last?.server === server ? last.username : "");
  const key = setIn(io, "CARILLON_API_KEY");
  if (key !== undefined) {
    return { server, username: "", client: new Carillon({ url: server, token: key }) };
  }
  const session = kept[sessionKey(server, username)];
  const client = new Carillon({ url: server, token: session?.token });
  return { server, username, client, ...(session === undefined ? {} : session) };
}

function profileOf(
  io: Io,
  { profile, url }: GlobalOptions,
  { profiles }: KnownServers,
): Profile | undefined {
  const name = profile ?? (url === undefined ? setIn(io, "CARILLON_PROFILE") : undefined);
  if (name === undefined) return undefined;
  const found = profiles[name];
  if (found !== undefined) return found;
  throw wrongUse(`There is no profile "${name}". \`carillon profiles\` lists them.`);
}

function setIn(io: Io, name: string): string | undefined {
  return io.env(name) || undefined;
}
