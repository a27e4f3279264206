/** Commands of the program, given as its first argument. Without one, it serves. */
export const COMMANDS = {
  login: "Sign in with the browser, on this or another machine, and store the login where the Databricks CLI does.",
  logout: "Remove the stored login.",
  doctor: "Check configuration, network, sign-in and access, and explain how to fix problems.",
} as const;

export type CliCommand = keyof typeof COMMANDS | "serve";

/** The names of the commands, in the order of `--help`. */
export const COMMAND_NAMES = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];

/** The command at the start of argv. An unknown first argument is refused when options are read. */
export const commandOf = ([word]: readonly string[]): CliCommand =>
  COMMAND_NAMES.find((name) => name === word) ?? "serve";
