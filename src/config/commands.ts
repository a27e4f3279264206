/** What the program can be told to do, as its first word; without one it serves. */
export const COMMANDS = {
  login: "Sign in with the browser, on this machine or another, and keep the login where the Databricks CLI does.",
  logout: "Forget that login.",
  doctor: "Check configuration, network, sign-in and access, and say how to mend what fails.",
} as const;

export type Command = keyof typeof COMMANDS | "serve";

/** The names of the commands, in the order of `--help`. */
export const COMMAND_NAMES = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];

/** The command that argv begins with. A first word that names none is left for the reader of options to refuse. */
export const commandOf = ([word]: readonly string[]): Command => COMMAND_NAMES.find((name) => name === word) ?? "serve";
