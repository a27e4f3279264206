import { allows } from "./access.ts";
import { type ParsedArguments, parseArguments } from "./config/arguments.ts";
import { type CliCommand, commandOf, infoOf } from "./config/commands.ts";
import { helpText } from "./config/help.ts";
import { suggestion } from "./config/nearest.ts";
import { type Option, optionName } from "./config/option.ts";
import { type Config, OPTIONS, type OptionKey } from "./config/options.ts";
import { serviceProblems } from "./config/service-rules.ts";
import { PRESET_IDS } from "./presets.ts";

export type { CliCommand } from "./config/commands.ts";
export { type Config, OPTIONS, type OptionKey } from "./config/options.ts";

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

const ENTRIES = Object.entries(OPTIONS) as [OptionKey, Option][];
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
    ...(ofOneLogin(command) ? severalInLogin(config, command) : conflicts(config)),
    ...sandboxElsewhere(config),
    ...unusedOptions(config, command),
    ...enablingInScripts(config),
    ...exportsOverHttp(config),
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

/** The embedded workspace has its own address and login. The variables of the environment are for other workspaces. */
const sandboxElsewhere = ({ sandbox, flags }: Config): string[] =>
  (["host", "profile"] as const)
    .filter((key) => sandbox && flags?.has(key))
    .map(
      (key) =>
        `${optionName(OPTIONS.sandbox)} and ${optionName(OPTIONS[key])} cannot be combined: the embedded workspace has its own address and login.`,
    );

/** Several workspaces sign in only through their profiles, and cannot have more access than the server. */
function conflicts({ workspaces, profile, host, token, sandbox, access }: Config): string[] {
  if (!workspaces) return [];
  const rivals = { profile, host, token, sandbox: sandbox || undefined };
  const option = optionName(OPTIONS.workspaces);
  return [
    ...(Object.keys(rivals) as (keyof typeof rivals)[])
      .filter((key) => rivals[key] !== undefined)
      .map(
        (key) => `${option} and ${optionName(OPTIONS[key])} cannot be combined: each workspace uses its own profile.`,
      ),
    ...workspaces
      .filter((entry) => entry.access && !allows(access, entry.access))
      .map((entry) => `${option} gives ${entry.name} more access than ${optionName(OPTIONS.access)} ${access} allows.`),
  ];
}

/** Scripts reach the tools that are served from their start: there is nothing to add during a session. */
const enablingInScripts = ({ mode, onDemand }: Config): string[] =>
  mode === "code" && onDemand !== undefined
    ? [
        `${optionName(OPTIONS.onDemand)} does not work with ${optionName(OPTIONS.mode)} code, which lists two tools and reaches all others. To choose which, use ${optionName(OPTIONS.toolsets)}.`,
      ]
    : [];

/** Exported files must be on the user's machine, which over HTTP may be another one than the server's. */
const exportsOverHttp = ({ http, exportDir }: Config): string[] =>
  http && exportDir !== undefined
    ? [`${optionName(OPTIONS.exportDir)} works only over stdio: remove it, or ${optionName(OPTIONS.http)}.`]
    : [];

/** Whether a workspace on this machine may be reached without TLS: the embedded one, or one that the user allows. */
export const allowsLoopback = ({ insecureLoopback, sandbox }: Config): boolean => insecureLoopback || sandbox !== false;

const OF_ONE_COMMAND = [
  ["json", "doctor"],
  ["yes", "setup"],
  ["undo", "setup"],
] as const;

const transportInSetup = ({ http }: Config): string[] =>
  http ? [`${optionName(OPTIONS.http)} does not work with setup: hosts start the server over stdio.`] : [];

/** Signing in, or out, is done for one workspace at a time. */
const ofOneLogin = (command: CliCommand): boolean => command === "login" || command === "logout";

/** The variable for several workspaces is for the server. */
const severalInLogin = ({ flags }: Config, command: CliCommand): string[] =>
  flags.has("workspaces")
    ? [`${optionName(OPTIONS.workspaces)} does not work with ${command}. Name one profile with --profile.`]
    : [];

/** Options that have no effect without another option or a command. */
function unusedOptions(config: Config, command: CliCommand): string[] {
  const alone = OF_ONE_COMMAND.filter(([key, only]) => config[key] && command !== only).map(
    ([key, only]) => `${optionName(OPTIONS[key])} works only with ${only}.`,
  );
  if (command === "setup") alone.push(...transportInSetup(config));
  alone.push(
    ...(["sandboxDir", "sandboxPort"] as const)
      .filter((key) => config[key] !== undefined && !config.sandbox)
      .map((key) => `${optionName(OPTIONS[key])} requires ${optionName(OPTIONS.sandbox)}.`),
  );
  if (config.http) return alone;
  const changed = (key: "maxSessions" | "sessionIdle") => config[key] !== Number(OPTIONS[key].default);
  const set = {
    stateless: config.stateless,
    allowedHosts: config.allowedHosts,
    allowedOrigins: config.allowedOrigins,
    maxSessions: changed("maxSessions"),
    sessionIdle: changed("sessionIdle"),
  };
  return (Object.keys(set) as (keyof typeof set)[])
    .filter((key) => set[key])
    .map((key) => `${optionName(OPTIONS[key])} requires ${optionName(OPTIONS.http)}.`)
    .concat(alone);
}
