import { type ParsedArguments, parseArguments } from "./config/arguments.ts";
import { combinationProblems } from "./config/combinations.ts";
import { type CliCommand, commandOf, infoOf } from "./config/commands.ts";
import { helpText } from "./config/help.ts";
import { suggestion } from "./config/nearest.ts";
import { type Option, optionName } from "./config/option.ts";
import { type Config, OPTIONS, type OptionKey } from "./config/options.ts";
import { serviceProblems } from "./config/service-rules.ts";
import { PRESET_IDS } from "./presets.ts";
import { keysOf } from "./records.ts";

export type { CliCommand } from "./config/commands.ts";
export { type Config, nameOf, OPTIONS, type OptionKey } from "./config/options.ts";

export interface ConfigSource {
  /** Arguments without the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly name: string;
  readonly version: string;
  /** Valid names for `--toolsets` and `--tools`. */
  readonly known: { readonly toolsets: readonly string[]; readonly tools: readonly string[] };
}

export type Parsed =
  | {
      readonly kind: "config";
      readonly command: CliCommand;
      /** The words after the command, each one of its choices. */
      readonly words: readonly string[];
      /** The known options with their values, as given. */
      readonly options: readonly string[];
      readonly config: Config;
    }
  /** `config` contains the valid values, and defaults for the others, so that further checks can add their problems. */
  | {
      readonly kind: "problems";
      readonly problems: readonly string[];
      readonly command: CliCommand;
      readonly words: readonly string[];
      readonly options: readonly string[];
      readonly config: Config;
    }
  | { readonly kind: "print"; readonly text: string };

const ENTRIES = keysOf(OPTIONS).map((key): [OptionKey, Option] => [key, OPTIONS[key]]);
const TABLE = ENTRIES.map(([, option]) => option);
const TOOLSET_WORDS = ["all", "default", ...PRESET_IDS];

/** Parses argv and environment into the configuration, or returns all problems together. Never throws. */
export function parseConfig({ argv, env, name, version, known }: ConfigSource): Parsed {
  const command = commandOf(argv);
  if (argv.includes("--help") || argv.includes("-h")) {
    return { kind: "print", text: helpText({ name, version, toolsets: known.toolsets }, TABLE, command) };
  }
  if (argv.includes("--version") || argv.includes("-v")) return { kind: "print", text: `${version}\n` };

  const takesWords = infoOf(command)?.words !== undefined;
  const from = command === "serve" ? 0 : 1;
  const given = parseArguments(argv, TABLE, { from, takesWords });
  const words = given.words.map(({ word }) => word);
  const { options } = given;
  const invalid: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, option] of ENTRIES) {
    const text = (option.flag && given.flags.get(option.flag)) ?? fromEnvironment(env[option.env]);
    if (text !== undefined) {
      const read = option.read.safeParse(text);
      values[key] = read.data;
      if (read.success) continue;
      invalid.push(`${optionName(option)} ${read.error.issues[0]?.message ?? "is invalid"}.`);
    }
    values[key] = option.default === undefined ? undefined : option.read.parse(option.default);
  }
  values.flags = new Set(ENTRIES.flatMap(([key, { flag }]) => (flag && given.flags.has(flag) ? [key] : [])));
  const config = Object.freeze(values) as Config;
  const problems = [
    ...given.problems,
    ...wrongWords(command, given.words),
    ...unknownVariables(env),
    ...invalid,
    ...unknownNames(config, known),
    ...combinationProblems(config, command),
    ...serviceProblems(config, { toolsets: [...known.toolsets, ...TOOLSET_WORDS] }),
  ];
  return problems.length > 0
    ? { kind: "problems", problems, command, words, options, config }
    : { kind: "config", command, words, options, config };
}

/** Values of options that must never appear in logs or output. */
export const secretsOf = (config: Config): string[] => [
  ...ENTRIES.flatMap(([key, option]) => {
    const value = config[key];
    return option.secret && typeof value === "string" ? [value] : [];
  }),
  ...passwordIn(config.redis),
];

function passwordIn(url: string | undefined): string[] {
  const password = url === undefined ? "" : new URL(url).password;
  return password === "" ? [] : [password, decodeURIComponent(password)];
}

/** Hosts pass empty settings as "" or as an unfilled placeholder. Neither counts as a value. */
const fromEnvironment = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === "" || /^\$\{[^}]*\}$/.test(text) ? undefined : text;

/** The environment without empty variables and unfilled placeholders. */
export const withoutEmptyVariables = (env: ConfigSource["env"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, text]) => {
      const value = fromEnvironment(text);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** A misspelled variable of ours must be reported: MCP_DATABRICKS_ACESS=read would serve every tool. */
function unknownVariables(env: ConfigSource["env"]): string[] {
  const ours = TABLE.map((option) => option.env);
  return Object.keys(env)
    .filter((name) => name.startsWith("MCP_DATABRICKS_") && !ours.includes(name))
    .map((name) => `Unknown variable ${name}.${suggestion(name, ours)} See --help.`);
}

function unknownNames({ toolsets = [], tools = [], onDemand = [] }: Config, known: ConfigSource["known"]): string[] {
  const check = (names: readonly string[], candidates: readonly string[], what: string, option: Option) =>
    names
      .filter((name) => !candidates.includes(name))
      .map((name) => `${optionName(option)}: unknown ${what} ${JSON.stringify(name)}.${suggestion(name, candidates)}`);
  return [
    ...check(toolsets, [...known.toolsets, ...TOOLSET_WORDS], "toolset", OPTIONS.toolsets),
    ...check(onDemand, [...known.toolsets, ...TOOLSET_WORDS], "toolset", OPTIONS.onDemand),
    ...check(tools, known.tools, "tool", OPTIONS.tools),
  ];
}

function wrongWords(command: CliCommand, words: ParsedArguments["words"]): string[] {
  const info = infoOf(command)?.words;
  if (!info) return [];
  const { name, choices, one } = info;
  const all = choices.join(", ");
  const unknown = words.flatMap(({ word, position }) =>
    choices.includes(word)
      ? []
      : [`Unknown ${name} at position ${position}.${suggestion(word, choices)} One of ${all}.`],
  );
  if (one && words.length !== 1) unknown.push(`${command} requires one ${name}: ${all}.`);
  return unknown;
}

/** Whether a workspace on this machine may be reached without TLS: the embedded one, or one that the user allows. */
export const allowsLoopback = ({ insecureLoopback, sandbox }: Config): boolean => insecureLoopback || sandbox !== false;
