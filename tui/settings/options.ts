import { type Language, languages } from "../texts/mod.ts";

/** What the command line asks for. */
export interface Options {
  readonly url?: string;
  readonly user?: string;
  readonly profile?: string;
  readonly isReadOnly: boolean;
  readonly isOnce: boolean;
  readonly isAscii: boolean;
  readonly isMouseOff: boolean;
  readonly language?: Language;
}

export const help = `Carillon's dashboard, live in this terminal.

  deno task tui [options]

  --url <address>    the server; http://127.0.0.1:8888 without it
  --user <name>      who logs in; the password is asked for, never taken from here
  --profile <name>   a server and a user from the settings file
  --read-only        nothing can be changed, whatever the role may do
  --once             print one frame and end
  --lang <en|zh-TW>  the language; LANG's without it
  --ascii            only ASCII characters
  --no-mouse         leave the mouse to the terminal
  --help             this

Settings: $XDG_CONFIG_HOME/carillon/dashboard.json. Tokens and the log of slow frames:
$XDG_STATE_HOME/carillon.
Should a kill -9 leave the terminal in disorder: \`reset\`.
`;

const withValue = ["--url", "--user", "--profile", "--lang"] as const;
const flags = ["--read-only", "--once", "--ascii", "--no-mouse"] as const;

/** @returns what is asked for, "help", or what is wrong with it. */
export function parseOptions(
  args: readonly string[],
): { options: Options } | { help: true } | { error: string } {
  const values = new Map<string, string>();
  const set = new Set<string>();
  // `deno task tui -- --help` hands the dashes on.
  const words = args.filter((word, i) => !(word === "--" && i === 0));
  for (let i = 0; i < words.length; i++) {
    const [name = "", ...rest] = (words[i] ?? "").split("=");
    if (name === "--help" || name === "-h") return { help: true };
    if (/^--(password|token)/.test(name)) {
      return {
        error: `${name} is not taken: other users see a command line. The password is asked for.`,
      };
    }
    if (withValue.includes(name as typeof withValue[number])) {
      const value = rest.length > 0 ? rest.join("=") : words[++i];
      if (value === undefined || value === "") return { error: `${name} needs a value` };
      values.set(name, value);
    } else if (flags.includes(name as typeof flags[number]) && rest.length === 0) set.add(name);
    else return { error: `${words[i]} is not an option; --help tells which there are` };
  }
  const [url, user, profile, lang] = withValue.map((name) => values.get(name));
  if (url !== undefined && !isAddress(url)) {
    return { error: `--url: ${url} is not an http(s) address` };
  }
  const language = languages.find((one) => one.toLowerCase() === lang?.toLowerCase());
  if (lang !== undefined && language === undefined) {
    return { error: `--lang: ${lang} is none of ${languages.join(", ")}` };
  }
  return {
    options: {
      ...(url === undefined ? {} : { url }),
      ...(user === undefined ? {} : { user }),
      ...(profile === undefined ? {} : { profile }),
      ...(language === undefined ? {} : { language }),
      isReadOnly: set.has("--read-only"),
      isOnce: set.has("--once"),
      isAscii: set.has("--ascii"),
      isMouseOff: set.has("--no-mouse"),
    },
  };
}

export function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
