/** One job of a crontab: what it says, before the server has judged it. */
export interface CrontabLine {
  /** Its number in the file, as text. */
  readonly id: string;
  readonly cron: string;
  readonly command: string;
  readonly name: string;
  /** What CRON_TZ said above it. */
  readonly timezone?: string;
  readonly shell: string;
  /** It gives its program an input, which a job cannot. */
  readonly hasInput: boolean;
}

const assignment = /^([A-Za-z_]\w*)\s*=\s*(.*)$/;
const schedule = /^(@\w+|(?:\S+[ \t]+){4}\S+)[ \t]+(\S.*)$/;
const longestName = 60;
/** Cron's own, which say nothing to the command. */
const ofCron = ["MAILTO", "MAILFROM", "CRON_TZ", "SHELL", "RANDOM_DELAY"];

/** The jobs of a crontab: its variables are given to each command, a comment right above one is its name. */
export function crontabLines(text: string): CrontabLine[] {
  const lines: CrontabLine[] = [];
  const variables = new Map<string, string>();
  let comment = "";
  text.split(/\r?\n/).forEach((raw, i) => {
    const line = raw.trim();
    const [, name, value = ""] = assignment.exec(line) ?? [];
    const [, cron, command] = schedule.exec(line) ?? [];
    if (line.startsWith("#")) {
      comment = line.replace(/^#+\s*/, "");
      return;
    }
    if (name !== undefined) variables.set(name, unquoted(value));
    else if (cron !== undefined && command !== undefined) {
      lines.push(lineOf(String(i + 1), cron, command, comment, variables));
    }
    comment = "";
  });
  return lines;
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}

function lineOf(
  id: string,
  cron: string,
  typed: string,
  comment: string,
  variables: ReadonlyMap<string, string>,
): CrontabLine {
  const hasInput = /(?<!\\)%/.test(typed);
  const plain = typed.replaceAll("\\%", "%");
  const exported = [...variables].filter(([name]) => !ofCron.includes(name))
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'; `);
  const timezone = variables.get("CRON_TZ");
  // A line that was commented out is no name for the next.
  const isName = comment !== "" && !schedule.test(comment);
  const name = isName ? comment : plain.replace(/^\S*\/(?=\S)/, "");
  return {
    id,
    cron: cron.replace(/\s+/g, " "),
    command: `${exported.join("")}${plain}`,
    name: name.slice(0, longestName).trim(),
    shell: variables.get("SHELL") ?? "sh",
    hasInput,
    ...(timezone === undefined || timezone === "" ? {} : { timezone }),
  };
}
