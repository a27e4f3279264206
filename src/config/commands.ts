import { keysOf } from "../records.ts";
import type { GROUPS } from "./option.ts";

/** Hosts that `setup` can configure. */
export const HOST_IDS = [
  "claude-code",
  "claude-desktop",
  "cursor",
  "vscode",
  "vscode-insiders",
  "windsurf",
  "zed",
  "codex",
  "gemini-cli",
  "copilot-cli",
  "goose",
] as const;

export type HostId = (typeof HOST_IDS)[number];

/** Shells for which `completion` prints a script. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

export interface CommandInfo {
  readonly does: string;
  /** The words that may follow the command. */
  readonly words?: {
    readonly name: string;
    readonly choices: readonly string[];
    /** Exactly one is required; otherwise any number. */
    readonly one?: true;
    readonly about: string;
  };
  /** Groups of options that have an effect. */
  readonly groups: readonly (keyof typeof GROUPS)[];
  /** Arguments worth trying, and their effect. */
  readonly examples: readonly (readonly [args: string, effect: string])[];
}

const SIGN_IN = ["workspace"] as const;
const SERVER = ["workspace", "tools", "answers"] as const;

/** Commands of the program, given as its first argument. Without one, it serves. */
export const COMMANDS = {
  login: {
    does: "Sign in with the browser, on this or another machine, and store the login where the Databricks CLI does.",
    groups: SIGN_IN,
    examples: [
      ["--host https://<workspace> --profile dev", "sign in, and add the profile dev"],
      ["--profile dev", "sign in again"],
      ["--sandbox", "try it with the embedded workspace"],
    ],
  },
  logout: {
    does: "Remove the stored login.",
    groups: SIGN_IN,
    examples: [["--profile dev", "remove the login of the profile dev"]],
  },
  doctor: {
    does: "Check configuration, network, sign-in and access, and explain how to fix problems.",
    groups: [...SERVER, "transport", "doctor"],
    examples: [
      ["--profile dev", "check the workspace of the profile dev"],
      ["--sandbox --json", "check the embedded workspace, and print JSON"],
    ],
  },
  setup: {
    does: "Add this server to the MCP hosts on this machine, or remove it again.",
    words: {
      name: "host",
      choices: HOST_IDS,
      about: "Without a host, all that are installed on this machine.",
    },
    groups: [...SERVER, "setup"],
    examples: [
      ["--profile dev", "show the change for each installed host, and ask before writing it"],
      ["cursor codex --sandbox --yes", "add the embedded workspace to two hosts without asking"],
      ["--undo", "restore what was there before"],
    ],
  },
  completion: {
    does: "Print a completion script for a shell.",
    words: { name: "shell", choices: SHELLS, one: true, about: "The shell that will read the script." },
    groups: [],
    examples: [
      ["bash > ~/.local/share/bash-completion/completions/mcp-server-databricks", "for bash"],
      ["zsh > ~/.zsh/completions/_mcp-server-databricks", "for zsh, with this folder in fpath"],
      ["fish > ~/.config/fish/completions/mcp-server-databricks.fish", "for fish"],
    ],
  },
} as const satisfies Record<string, CommandInfo>;

export type CliCommand = keyof typeof COMMANDS | "serve";

/** The names of the commands, in the order of `--help`. */
export const COMMAND_NAMES = keysOf(COMMANDS);

/** The command at the start of argv. An unknown first argument is refused when options are read. */
export const commandOf = ([word]: readonly string[]): CliCommand =>
  COMMAND_NAMES.find((name) => name === word) ?? "serve";

/** The description of a command; `undefined` for serving. */
export const infoOf = (command: CliCommand): CommandInfo | undefined =>
  command === "serve" ? undefined : COMMANDS[command];
