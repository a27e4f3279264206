import { COMMAND_NAMES, COMMANDS, type CommandInfo, type SHELLS } from "../config/commands.ts";
import { configuresServer, type Option } from "../config/option.ts";
import { OPTIONS } from "../config.ts";
import { PRESET_IDS } from "../presets.ts";

export type Shell = (typeof SHELLS)[number];

/** An option as shells complete it. `takes` is its values, if they are known. */
interface CompletedOption {
  readonly flag: string;
  readonly about: string;
  readonly takes: "nothing" | "text" | "file" | "folder" | readonly string[];
}

interface CompletedCommand {
  readonly name: string;
  readonly about: string;
  readonly words: readonly string[];
  readonly options: readonly CompletedOption[];
}

/** The script that completes commands, hosts, options and their values in a shell. */
export const completionScript = (shell: Shell, name: string, toolsets: readonly string[]): string =>
  WRITERS[shell](name, commandsOf(toolsets), optionsOf(configuresServer, toolsets));

const commandsOf = (toolsets: readonly string[]): CompletedCommand[] =>
  COMMAND_NAMES.map((name) => {
    const { does, groups, words }: CommandInfo = COMMANDS[name];
    return {
      name,
      about: brief(does),
      words: words?.choices ?? [],
      options: optionsOf(({ group }) => groups.includes(group), toolsets),
    };
  });

/** The chosen options that have a flag, and those of every command. */
function optionsOf(chosen: (option: Option) => boolean, toolsets: readonly string[]): CompletedOption[] {
  const own = Object.values<Option>(OPTIONS).flatMap((option): CompletedOption[] => {
    const { flag, title } = option;
    if (flag === undefined || !chosen(option)) return [];
    return [{ flag, about: brief(title), takes: valuesOf(option, toolsets) }];
  });
  return [...own, { flag: "help", about: "Print help", takes: "nothing" }];
}

function valuesOf({ flag, value, choices }: Option, toolsets: readonly string[]): CompletedOption["takes"] {
  if (flag === "toolsets" || flag === "on-demand") return ["all", "default", ...PRESET_IDS, ...toolsets];
  if (choices) return choices;
  if (value === undefined) return "nothing";
  if (value !== "path") return "text";
  return flag?.endsWith("-dir") ? "folder" : "file";
}

/** The first sentence, without characters that mean something to a shell. */
const brief = (text: string): string =>
  (/^.*?[.;:](?= |$)/.exec(text)?.[0] ?? text).replace(/[.;:]$/, "").replace(/["'`[\]:$\\]/g, "");

const WRITERS: Readonly<
  Record<Shell, (name: string, commands: CompletedCommand[], options: CompletedOption[]) => string>
> = { bash, zsh, fish };

const flags = (options: readonly CompletedOption[]): string => options.map(({ flag }) => `--${flag}`).join(" ");

function bash(name: string, commands: CompletedCommand[], options: CompletedOption[]): string {
  const fn = `_${name.replaceAll("-", "_")}`;
  const reply = (words: string) => `COMPREPLY=($(compgen ${words} -- "$current"))`;
  const texts = options.filter(({ takes }) => takes === "text").map(({ flag }) => `--${flag}`);
  const known = { nothing: "", text: "", file: "-f", folder: "-d" };
  const values = options.flatMap(({ flag, takes }) => {
    const from = typeof takes === "string" ? known[takes] : `-W "${takes.join(" ")}"`;
    return from === "" ? [] : [`    --${flag}) ${reply(from)}; return ;;`];
  });
  const perCommand = commands.map(
    (command) => `    ${command.name}) words="${[...command.words, flags(command.options)].join(" ")}" ;;`,
  );
  return `# bash completion of ${name}
${fn}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words
  COMPREPLY=()
  case "$previous" in
    ${texts.join("|")}) return ;;
${values.join("\n")}
  esac
  case "\${COMP_WORDS[1]}" in
${perCommand.join("\n")}
    *) words="${flags(options)}" ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${commands.map((command) => command.name).join(" ")} ${flags(options)}"; fi
  ${reply('-W "$words"')}
}
complete -F ${fn} ${name}
`;
}

function zsh(name: string, commands: CompletedCommand[], options: CompletedOption[]): string {
  const fn = `_${name.replaceAll("-", "_")}`;
  const known = { nothing: undefined, text: "", file: "_files", folder: "_files -/" };
  const specs = (own: readonly CompletedOption[], indent: string) =>
    own.map(({ flag, about, takes }) => {
      const from = typeof takes === "string" ? known[takes] : `(${takes.join(" ")})`;
      return `${indent}'--${flag}[${about}]${from === undefined ? "" : `:${flag}:${from}`}'`;
    });
  const cases = commands.map(({ name: command, words, options: own }) => {
    const rows = specs(own, "        ");
    if (words.length > 0) rows.push(`        '*:word:(${words.join(" ")})'`);
    return `    ${command})
      shift words; (( CURRENT-- ))
      _arguments \\
${rows.join(" \\\n")} ;;`;
  });
  return `#compdef ${name}
${fn}() {
  local -a commands
  commands=(
${commands.map((command) => `    '${command.name}:${command.about}'`).join("\n")}
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe command commands
    return
  fi
  case $words[2] in
${cases.join("\n")}
    *)
      _arguments \\
${specs(options, "        ").join(" \\\n")} ;;
  esac
}
if [ "$funcstack[1]" = "${fn}" ]; then ${fn} "$@"; else compdef ${fn} ${name}; fi
`;
}

function fish(name: string, commands: CompletedCommand[], options: CompletedOption[]): string {
  const known = { nothing: "", text: " -x", file: " -r -F", folder: " -x -a '(__fish_complete_directories)'" };
  const line = (condition: string, { flag, about, takes }: CompletedOption) => {
    const values = typeof takes === "string" ? known[takes] : ` -x -a '${takes.join(" ")}'`;
    return `complete -c ${name} -n '${condition}' -l ${flag}${values} -d '${about}'`;
  };
  const names = commands.map((command) => command.name).join(" ");
  const none = `not __fish_seen_subcommand_from ${names}`;
  const rows = commands.flatMap((command) => {
    const seen = `__fish_seen_subcommand_from ${command.name}`;
    return [
      `complete -c ${name} -n __fish_use_subcommand -a ${command.name} -d '${command.about}'`,
      ...(command.words.length > 0 ? [`complete -c ${name} -n '${seen}' -a '${command.words.join(" ")}'`] : []),
      ...command.options.map((option) => line(seen, option)),
    ];
  });
  return `# fish completion of ${name}
complete -c ${name} -f
${[...rows, ...options.map((option) => line(none, option))].join("\n")}
`;
}
