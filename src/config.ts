import { allows } from "./access.ts";
import { readArguments } from "./config/arguments.ts";
import { type Command, commandOf } from "./config/commands.ts";
import { helpText } from "./config/help.ts";
import { suggestion } from "./config/nearest.ts";
import { nameOf, type Option } from "./config/option.ts";
import { type Config, OPTIONS, type OptionKey } from "./config/options.ts";

export type { Command } from "./config/commands.ts";
export { type Config, OPTIONS } from "./config/options.ts";

export interface ConfigSource {
  /** Without the program's own name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly name: string;
  readonly version: string;
  /** What `--toolsets` and `--tools` may name. */
  readonly known: { readonly toolsets: readonly string[]; readonly tools: readonly string[] };
}

export type Parsed =
  | { readonly kind: "config"; readonly command: Command; readonly config: Config }
  /** `config` holds what could be read, defaults elsewhere, so that further checks can report in the same breath. */
  | {
      readonly kind: "problems";
      readonly problems: readonly string[];
      readonly command: Command;
      readonly config: Config;
    }
  | { readonly kind: "print"; readonly text: string };

const ENTRIES = Object.entries(OPTIONS) as [OptionKey, Option][];
const TABLE = ENTRIES.map(([, option]) => option);
const TOOLSET_WORDS = ["all", "default"];

/** argv and environment → configuration, or every problem at once. Reads nothing else; throws never. */
export function parseConfig({ argv, env, name, version, known }: ConfigSource): Parsed {
  if (argv.includes("--help") || argv.includes("-h")) {
    return { kind: "print", text: helpText({ name, version, toolsets: known.toolsets }, TABLE) };
  }
  if (argv.includes("--version") || argv.includes("-v")) return { kind: "print", text: `${version}\n` };

  const command = commandOf(argv);
  const given = readArguments(argv, TABLE, command === "serve" ? 0 : 1);
  const problems = [...given.problems, ...unknownVariables(env)];
  const values: Record<string, unknown> = {};
  for (const [key, option] of ENTRIES) {
    const text = (option.flag && given.flags.get(option.flag)) ?? fromEnvironment(env[option.env]);
    if (text !== undefined) {
      const read = option.read.safeParse(text);
      values[key] = read.data;
      if (read.success) continue;
      problems.push(`${nameOf(option)} ${read.error.issues[0]?.message ?? "cannot be read"}.`);
    }
    values[key] = option.default === undefined ? undefined : option.read.parse(option.default);
  }
  const config = Object.freeze(values) as Config;
  problems.push(...unknownNames(config, known), ...ambiguous(config), ...idle(config, command), ...distant(config));
  return problems.length > 0 ? { kind: "problems", problems, command, config } : { kind: "config", command, config };
}

/** Values that must never leave the process. */
export const secretsOf = (config: Config): string[] =>
  ENTRIES.flatMap(([key, option]) => {
    const value = config[key];
    return option.secret && typeof value === "string" ? [value] : [];
  });

/** Hosts pass what a person left empty as "" or as the unfilled placeholder; neither is a value. */
const fromEnvironment = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === "" || /^\$\{[^}]*\}$/.test(text) ? undefined : text;

/** The environment without the variables that hold no value. */
export const filled = (env: ConfigSource["env"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, text]) => {
      const value = fromEnvironment(text);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** A slip in our own variables must not pass silently: MCP_DATABRICKS_ACESS=read would serve everything. */
function unknownVariables(env: ConfigSource["env"]): string[] {
  const ours = TABLE.map((option) => option.env);
  return Object.keys(env)
    .filter((name) => name.startsWith("MCP_DATABRICKS_") && !ours.includes(name))
    .map((name) => `Unknown variable ${name}.${suggestion(name, ours)} See --help.`);
}

function unknownNames({ toolsets = [], tools = [] }: Config, known: ConfigSource["known"]): string[] {
  const check = (names: readonly string[], candidates: readonly string[], what: string, option: Option) =>
    names
      .filter((name) => !candidates.includes(name))
      .map((name) => `${nameOf(option)}: unknown ${what} ${JSON.stringify(name)}.${suggestion(name, candidates)}`);
  return [
    ...check(toolsets, [...known.toolsets, ...TOOLSET_WORDS], "toolset", OPTIONS.toolsets),
    ...check(tools, known.tools, "tool", OPTIONS.tools),
  ];
}

/** Several workspaces log in by their profiles alone, and none may do more than the server. */
function ambiguous({ workspaces, profile, host, token, sandbox, access }: Config): string[] {
  if (!workspaces) return [];
  const rivals = { profile, host, token, sandbox: sandbox || undefined };
  const which = nameOf(OPTIONS.workspaces);
  return [
    ...(Object.keys(rivals) as (keyof typeof rivals)[])
      .filter((key) => rivals[key] !== undefined)
      .map((key) => `${which} names every workspace's profile; ${nameOf(OPTIONS[key])} cannot be set beside it.`),
    ...workspaces
      .filter((entry) => entry.access && !allows(access, entry.access))
      .map((entry) => `${which} gives ${entry.name} more access than ${nameOf(OPTIONS.access)} ${access} allows.`),
  ];
}

/** Files for the person belong on the person's machine: over HTTP nobody knows whose the server's is. */
const distant = ({ http, exportDir }: Config): string[] =>
  http && exportDir !== undefined
    ? [`${nameOf(OPTIONS.exportDir)} works only over stdio: leave out ${nameOf(OPTIONS.http)}, or the directory.`]
    : [];

/** Options that do nothing without another, or without their command. */
function idle(config: Config, command: Command): string[] {
  const unheard = config.json && command !== "doctor" ? [`${nameOf(OPTIONS.json)} works only with doctor.`] : [];
  if (config.http) return unheard;
  const set = { stateless: config.stateless, allowedHosts: config.allowedHosts, allowedOrigins: config.allowedOrigins };
  return (Object.keys(set) as (keyof typeof set)[])
    .filter((key) => set[key])
    .map((key) => `${nameOf(OPTIONS[key])} works only together with ${nameOf(OPTIONS.http)}.`)
    .concat(unheard);
}
