import { Argument, type Command } from "commander";
import type { Context } from "../context.ts";
import { examples } from "../subcommand.ts";
import { completionWord } from "./candidates.ts";

const scripts = {
  bash: `_carillon() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    COMPREPLY+=("$(printf %q "$word")")
  done < <(carillon ${completionWord} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1)
}
complete -o default -F _carillon carillon
`,
  zsh: `#compdef carillon
_carillon() {
  local -a found
  found=("\${(@f)$(carillon ${completionWord} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=("\${(@)found//:/\\\\:}")
  found=("\${(@)found//$'\\t'/:}")
  [[ -n $found ]] && _describe carillon found || _files
}
compdef _carillon carillon
`,
  fish:
    `complete -c carillon -a '(carillon ${completionWord} (commandline -opc)[2..-1] (commandline -ct | string collect --allow-empty) 2>/dev/null)'
`,
} as const;

export function define(command: Command, { io }: Context): void {
  command
    .addArgument(new Argument("<shell>", "bash, zsh or fish").choices(Object.keys(scripts)))
    .action((shell: keyof typeof scripts) => io.out(scripts[shell]));
  examples(
    command,
    ["source <(carillon completions bash)", "in ~/.bashrc"],
    ["source <(carillon completions zsh)", "in ~/.zshrc, after compinit"],
    ["carillon completions fish | source", "in ~/.config/fish/config.fish"],
  );
}
