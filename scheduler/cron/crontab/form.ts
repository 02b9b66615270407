/** `user`: a crontab(1) file. `system`: /etc/crontab and /etc/cron.d, with a user before each command. */
export type CrontabForm = "user" | "system";

export interface FormHints {
  readonly form?: CrontabForm | "auto" | undefined;
  /** Where the text comes from, if it is a file. */
  readonly path?: string | undefined;
  /** Names that are users and no commands, besides the usual ones. */
  readonly users?: readonly string[] | undefined;
}

// No name of a common command is among them: `sync`, `mail`, `news`, `git` and `backup` are users as well.
const usualUsers = [
  ...["root", "toor", "daemon", "nobody", "www", "www-data", "apache", "httpd", "nginx", "http"],
  ...["postgres", "mysql", "mariadb", "redis", "mongodb", "ubuntu", "debian", "centos", "ec2-user"],
  ...[
    "admin",
    "pi",
    "vagrant",
    "munin",
    "zabbix",
    "nagios",
    "_apt",
    "amavis",
    "clamav",
    "logcheck",
  ],
  ...[
    "smmsp",
    "operator",
    "jenkins",
    "gitlab-runner",
    "tomcat",
    "asterisk",
    "vmail",
    "debian-spamd",
  ],
];

const userName = /^[A-Za-z_][A-Za-z0-9_.-]{0,31}\$?$/;

/** Splits `root run-parts /etc/cron.daily`; undefined if the text does not begin with a user and a command. */
export function splitUser(text: string): { user: string; command: string } | undefined {
  const [, user = "", command = ""] = /^(\S+)[ \t]+(\S.*)$/s.exec(text) ?? [];
  return userName.test(user) ? { user, command } : undefined;
}

/** Reports whether a text begins with a word that is a user and surely no command. */
export function namesKnownUser(text: string, { users = [] }: FormHints): boolean {
  const user = splitUser(text)?.user;
  return user !== undefined && (usualUsers.includes(user) || users.includes(user));
}

/**
 * The form of a whole file. It follows from what the caller says, else from the path, else from the comments, else from
 * the words before the commands.
 */
export function formOf(lines: readonly string[], hints: FormHints): CrontabForm {
  const { form = "auto", path = "" } = hints;
  if (form !== "auto") return form;
  if (/(?:^|\/)etc\/crontab$|(?:^|\/)cron\.d\/[^/]+$/.test(path)) return "system";
  if (/(?:^|\/)(?:spool\/cron|cron\/tabs|cron\/crontabs)\//.test(path)) return "user";

  const beginnings = lines.map((line) => line.slice(0, 300));
  const rests = beginnings.flatMap((line) =>
    /^[ \t]*(?:@\w+|-?[\d*]\S*(?:[ \t]+\S+){4})[ \t]+(\S.*)$/.exec(line)?.[1] ?? []
  );
  const heads = beginnings.filter((line) => /^\s*#.*\bcommand\b/i.test(line));
  if (heads.some((line) => /\b(?:user|user-name|username|who)\b.*\bcommand\b/i.test(line))) {
    return rests.every((rest) => splitUser(rest)) ? "system" : "user";
  }
  const known = rests.filter((rest) => namesKnownUser(rest, hints)).length;
  const isSystem = known > rests.length / 2 ||
    (known > 0 && rests.every((rest) => splitUser(rest)));
  return isSystem ? "system" : "user";
}
