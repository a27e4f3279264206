/** What the program can be told to do, as its first word; without one it serves. */
export const COMMANDS = {
  login: "Sign in with the browser, on this machine or another, and keep the login where the Databricks CLI does.",
  logout: "Forget that login.",
  doctor: "Check configuration, network, sign-in and access, and say how to mend what fails.",
} as const;

export type Command = keyof typeof COMMANDS | "serve";

/** Splits the command off argv; a word that names none is left for the reader of options to refuse. */
export function readCommand(argv: readonly string[]): { command: Command; rest: readonly string[] } {
  const [word = "", ...rest] = argv;
  const command = NAMES.find((name) => name === word);
  return command ? { command, rest } : { command: "serve", rest: argv };
}

const NAMES = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];
