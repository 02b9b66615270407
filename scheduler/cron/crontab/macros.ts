import { Misfit, quote } from "./misfit.ts";

const macros = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
]);

/** The five fields that a macro such as `@daily` stands for. Throws Misfit. */
export function expandMacro(typed: string): string {
  const [name = ""] = typed.split(/[ \t]/);
  const macro = name.toLowerCase();
  if (macro === "@reboot") {
    throw new Misfit("@reboot is no time; a schedule says at which minutes a job fires");
  }
  const expression = macros.get(macro);
  if (expression === undefined) {
    const known = [...macros.keys()].join(", ");
    throw new Misfit(`${quote(name)} is not a macro that crontab knows; use ${known}`);
  }
  if (name !== typed) throw new Misfit(`${name} stands alone; ${quote(typed)} has more than that`);
  return expression;
}
