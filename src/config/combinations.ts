import { allows } from "../access.ts";
import { keysOf } from "../records.ts";
import type { CliCommand } from "./commands.ts";
import { type Config, nameOf, OPTIONS } from "./options.ts";

/** Problems of options that exclude each other, or that have no effect with this command. */
export const combinationProblems = (config: Config, command: CliCommand): string[] => [
  ...(ofOneLogin(command) ? severalInLogin(config, command) : conflicts(config)),
  ...sandboxElsewhere(config),
  ...unusedOptions(config, command),
  ...enablingInScripts(config),
  ...exportsOverHttp(config),
];

/** Several workspaces sign in only through their profiles, and cannot have more access than the server. */
function conflicts({ workspaces, profile, host, token, sandbox, access }: Config): string[] {
  if (!workspaces) return [];
  const rivals = { profile, host, token, sandbox: sandbox || undefined };
  const option = nameOf("workspaces");
  return [
    ...keysOf(rivals)
      .filter((key) => rivals[key] !== undefined)
      .map((key) => `${option} and ${nameOf(key)} cannot be combined: each workspace uses its own profile.`),
    ...workspaces
      .filter((entry) => entry.access && !allows(access, entry.access))
      .map((entry) => `${option} gives ${entry.name} more access than ${nameOf("access")} ${access} allows.`),
  ];
}

/** The embedded workspace has its own address and login. The variables of the environment are for other workspaces. */
const sandboxElsewhere = ({ sandbox, flags }: Config): string[] =>
  (["host", "profile"] as const)
    .filter((key) => sandbox && flags?.has(key))
    .map(
      (key) =>
        `${nameOf("sandbox")} and ${nameOf(key)} cannot be combined: the embedded workspace has its own address and login.`,
    );

/** Exported files must be on the user's machine, which over HTTP may be another one than the server's. */
const exportsOverHttp = ({ http, exportDir }: Config): string[] =>
  http && exportDir !== undefined
    ? [`${nameOf("exportDir")} works only over stdio: remove it, or ${nameOf("http")}.`]
    : [];

/** Scripts reach the tools that are served from their start: there is nothing to add during a session. */
const enablingInScripts = ({ mode, onDemand }: Config): string[] =>
  mode === "code" && onDemand !== undefined
    ? [
        `${nameOf("onDemand")} does not work with ${nameOf("mode")} code, which lists two tools and reaches all others. To choose which, use ${nameOf("toolsets")}.`,
      ]
    : [];

const OF_ONE_COMMAND = [
  ["json", "doctor"],
  ["yes", "setup"],
  ["undo", "setup"],
] as const;

const transportInSetup = ({ http }: Config): string[] =>
  http ? [`${nameOf("http")} does not work with setup: hosts start the server over stdio.`] : [];

/** Signing in, or out, is done for one workspace at a time. */
const ofOneLogin = (command: CliCommand): boolean => command === "login" || command === "logout";

/** The variable for several workspaces is for the server. */
const severalInLogin = ({ flags }: Config, command: CliCommand): string[] =>
  flags.has("workspaces")
    ? [`${nameOf("workspaces")} does not work with ${command}. Name one profile with --profile.`]
    : [];

/** Options that have no effect without another option or a command. */
function unusedOptions(config: Config, command: CliCommand): string[] {
  const alone = OF_ONE_COMMAND.filter(([key, only]) => config[key] && command !== only).map(
    ([key, only]) => `${nameOf(key)} works only with ${only}.`,
  );
  if (command === "setup") alone.push(...transportInSetup(config));
  alone.push(
    ...(["sandboxDir", "sandboxPort"] as const)
      .filter((key) => config[key] !== undefined && !config.sandbox)
      .map((key) => `${nameOf(key)} requires ${nameOf("sandbox")}.`),
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
  return keysOf(set)
    .filter((key) => set[key])
    .map((key) => `${nameOf(key)} requires ${nameOf("http")}.`)
    .concat(alone);
}
