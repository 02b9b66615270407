import type { SettingsProblem } from "../state/settings.ts";
import type { Texts } from "../texts/mod.ts";

/** `keys.run_job: a terminal does not send f5 to programs`. */
export function problemText(problem: SettingsProblem, t: Texts): string {
  return `${problem.entry}: ${reasonOf(problem, t)}`;
}

function reasonOf(problem: SettingsProblem, { problems }: Texts): string {
  switch (problem.kind) {
    case "not_json":
      return problems.notJson(problem.detail);
    case "none_of":
      return problems.noneOf(problem.allowed.join(", "));
    case "not_profile":
      return problems.notProfile;
    case "not_address":
      return problems.notAddress;
    case "not_text":
      return problems.notText;
    case "not_flag":
      return problems.notFlag;
    case "unknown_command":
      return problems.unknownCommand;
    case "not_keys":
      return problems.notKeys;
    case "same_as":
      return problems.sameAs(problem.key, problem.sends);
    case "not_sent":
      return problems.notSent(problem.key);
    case "no_key":
      return problems.noKey(problem.key);
    case "typed":
      return problems.typed(problem.key);
    case "always_quits":
      return problems.alwaysQuits(problem.key);
    case "taken":
      return problems.taken(problem.key, problem.by);
  }
}

/** The first problem and the number of the others; `undefined`: there is none. */
export function problemsText(all: readonly SettingsProblem[], t: Texts): string | undefined {
  const [first] = all;
  if (first === undefined) return undefined;
  const text = problemText(first, t);
  return all.length === 1 ? text : t.problems.more(text, all.length - 1);
}
