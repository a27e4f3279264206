import { PRESETS } from "../presets.ts";
import { type CliCommand, COMMANDS, infoOf } from "./commands.ts";
import { GROUPS, type Option } from "./option.ts";

const WIDTH = 96;
const COLUMN = 28;

const HELP = ["--help, -h", "Print this help and exit."] as const;
const VERSION = ["--version, -v", "Print the version and exit."] as const;

/** The text of `--help`, of the program or of one command. */
export function helpText(
  about: { name: string; version: string; toolsets: readonly string[] },
  options: readonly Option[],
  command: CliCommand = "serve",
): string {
  const groups = (names: readonly string[]) =>
    Object.entries(GROUPS)
      .filter(([group]) => names.includes(group))
      .map(([group, title]) => {
        const rows = options.filter((option) => option.group === group).map(row);
        return `${title}:\n${rows.join("\n")}`;
      });
  const info = infoOf(command);
  if (info) {
    const { does, words, examples } = info;
    const after = words ? ` ${words.one ? `<${words.name}>` : `[${words.name} ...]`}` : "";
    const shown = info.groups.length > 0 ? " [options]" : "";
    const sections = [
      `Usage: ${about.name} ${command}${after}${shown}`,
      wrap(does, "", ""),
      ...(words ? [`${words.about} One of:\n${wrap(words.choices.join(", "), "  ", "  ")}`] : []),
      `Examples:\n${examples.map(([args, effect]) => `  ${about.name} ${command} ${args}\n      ${effect}`).join("\n")}`,
      ...groups(info.groups),
      entry(...HELP),
    ];
    return `${sections.join("\n\n")}\n`;
  }
  const commands = Object.entries(COMMANDS).map(([name, { does }]) => entry(name, does));
  const rest = [entry(...HELP), entry(...VERSION)];
  return `${about.name} ${about.version}: an MCP server for Databricks

Usage: ${about.name} [command] [options]

Without a command, the server runs over stdio, or over HTTP with --http.
A flag takes precedence over its variable.
${about.name} <command> --help explains a command.

Commands:
${commands.join("\n")}

${groups(Object.keys(GROUPS)).join("\n\n")}

Presets:
${Object.entries(PRESETS)
  .map(([id, does]) => entry(id, does))
  .join("\n")}

Toolsets:
${wrap(about.toolsets.join(", "), "  ", "  ")}

${rest.join("\n")}
`;
}

function row(option: Option): string {
  const { flag, env } = option;
  return entry(
    flagWithValue(option) ?? env,
    `${option.description}${choicesAndDefault(option)}${flag ? ` [${env}]` : ""}`,
  );
}

/** `--http [host:]port`, `--sandbox [messy]`; `undefined` for an option without a flag. */
export function flagWithValue({ flag, value, kinds }: Option): string | undefined {
  const after = value ?? (kinds && `[${kinds.join("|")}]`);
  return flag && `--${flag}${after ? ` ${after}` : ""}`;
}

/** Choices and default of an option, in parentheses. */
export function choicesAndDefault({ choices, default: fallback }: Option): string {
  const shown = fallback === "false" ? undefined : fallback;
  const parts = [choices ? `one of ${choices.join(", ")}` : "", shown ? `default ${shown}` : ""].filter(Boolean);
  return parts.length > 0 ? ` (${parts.join("; ")})` : "";
}

function entry(name: string, description: string): string {
  const indent = " ".repeat(COLUMN);
  const fits = name.length <= COLUMN - 4;
  return fits
    ? wrap(description, `  ${name}`.padEnd(COLUMN), indent)
    : `  ${name}\n${wrap(description, indent, indent)}`;
}

/** The text in lines of at most `WIDTH` characters: the first begins with `first`, the others with `indent`. */
function wrap(text: string, first: string, indent: string): string {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(" ")) {
    if (line.length + word.length > WIDTH) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join("\n");
}
