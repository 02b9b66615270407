import { parseArgs } from "node:util";
import type { StartView } from "../state/view.ts";
import { readStartView } from "./start_view.ts";
import { type Language, languages } from "../texts/mod.ts";
import { isAddress } from "./address.ts";

/** The options of the command line. */
export interface Options {
  readonly url?: string;
  readonly user?: string;
  readonly profile?: string;
  readonly isReadOnly: boolean;
  readonly isOnce: boolean;
  readonly isAscii: boolean;
  readonly isMouseOff: boolean;
  readonly language?: Language;
  readonly view?: StartView;
}

export const help = `Carillon's dashboard, live in this terminal.

  deno task tui [view] [options]

  jobs [filter]      the jobs, filtered: jobs state:failed
  runs [filter]      the executions, filtered: runs state:failed since:2h
  job <name or id>   one job
  run <id>           one execution
  home, audit, categories, users, keys

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

const options = {
  url: { type: "string" },
  user: { type: "string" },
  profile: { type: "string" },
  lang: { type: "string" },
  "read-only": { type: "boolean" },
  once: { type: "boolean" },
  ascii: { type: "boolean" },
  "no-mouse": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

type Name = keyof typeof options;
type Values = { readonly [N in Name]?: string | true };

/** @returns the options, `help`, or what is wrong. */
export function parseOptions(
  args: readonly string[],
): { options: Options } | { help: true } | { error: string } {
  // `deno task tui -- --help` passes the dashes on.
  const read = readValues(
    args.filter((word, i) => !(i === 0 && (word === "--" || word === "dashboard"))),
  );
  if ("error" in read) return read;
  const { values, words } = read;
  if (values.help) return { help: true };
  const text = (name: Name) => values[name] === true ? undefined : values[name];
  const [url, user, profile, lang] = [text("url"), text("user"), text("profile"), text("lang")];
  if (url !== undefined && !isAddress(url)) {
    return { error: `--url: ${url} is not an http(s) address` };
  }
  const language = languages.find((one) => one.toLowerCase() === lang?.toLowerCase());
  if (lang !== undefined && language === undefined) {
    return { error: `--lang: ${lang} is none of ${languages.join(", ")}` };
  }
  const view = words.length === 0 ? undefined : readStartView(words);
  if (view !== undefined && "error" in view) return view;
  return {
    options: {
      ...(view === undefined ? {} : { view }),
      ...(url === undefined ? {} : { url }),
      ...(user === undefined ? {} : { user }),
      ...(profile === undefined ? {} : { profile }),
      ...(language === undefined ? {} : { language }),
      isReadOnly: values["read-only"] === true,
      isOnce: values.once === true,
      isAscii: values.ascii === true,
      isMouseOff: values["no-mouse"] === true,
    },
  };
}

/** The options up to the first `--help`, or the first option that is wrong; and the words beside them. */
function readValues(
  args: string[],
): { values: Values; words: readonly string[] } | { error: string } {
  const { tokens } = parseArgs({
    args,
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: { [N in Name]?: string | true } = {};
  const words: string[] = [];
  for (const token of tokens) {
    const unknown = {
      error: `${args[token.index]} is not an option; --help tells which there are`,
    };
    if (token.kind === "positional") {
      words.push(token.value);
      continue;
    }
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    if (/^(password|token)/.test(name)) {
      return {
        error:
          `${rawName} is not taken: other users see a command line. The password is asked for.`,
      };
    }
    if (name === "help") return { values: { help: true }, words };
    if (!isName(name)) return unknown;
    const isText = options[name].type === "string";
    if (isText && (value === undefined || value === "")) {
      return { error: `${rawName} needs a value` };
    }
    if (!isText && value !== undefined) return unknown;
    values[name] = value ?? true;
  }
  return { values, words };
}

function isName(name: string): name is Name {
  return Object.hasOwn(options, name);
}
