import { posix, win32 } from "node:path";
import type { HostId } from "../../config/commands.ts";
import type { FormatName } from "./formats.ts";

/** How a host starts the server. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The machine whose files are meant. */
export interface HostPlace {
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A program that starts MCP servers, and the file in which it lists them for its user. */
export interface AgentHost {
  readonly id: HostId;
  readonly title: string;
  readonly format: FormatName;
  /** The object in the file that lists servers by name. */
  readonly section: string;
  file(place: HostPlace): string;
  /** Paths of which one exists where the host is installed. */
  traces(place: HostPlace): readonly string[];
  entry(launch: Launch): object;
  /** How the host notices the change. */
  readonly next: string;
}

/** The name of the server in every host. */
export const SERVER_NAME = "databricks";

const pathsOf = ({ platform }: HostPlace) => (platform === "win32" ? win32 : posix);

const inHome =
  (...parts: string[]) =>
  (place: HostPlace): string =>
    pathsOf(place).join(place.home, ...parts);

/** The folder for settings of desktop programs. */
function settings(place: HostPlace): string {
  const { home, platform, env } = place;
  if (platform === "win32") return env.APPDATA ?? win32.join(home, "AppData", "Roaming");
  if (platform === "darwin") return posix.join(home, "Library", "Application Support");
  return env.XDG_CONFIG_HOME ?? posix.join(home, ".config");
}

const inSettings =
  (...parts: string[]) =>
  (place: HostPlace): string =>
    pathsOf(place).join(settings(place), ...parts);

/** The folder of programs that follow XDG on macOS too. */
const inConfig =
  (windows: readonly string[], ...parts: string[]) =>
  (place: HostPlace): string => {
    const { home, platform, env } = place;
    if (platform === "win32") return win32.join(settings(place), ...windows);
    return posix.join(env.XDG_CONFIG_HOME ?? posix.join(home, ".config"), ...parts);
  };

/** A file in a folder that a variable can move. */
const inFolder =
  (variable: string, folder: (place: HostPlace) => string, ...parts: string[]) =>
  (place: HostPlace): string =>
    pathsOf(place).join(place.env[variable] ?? folder(place), ...parts);

const withEnv = ({ env }: Launch): { env?: Launch["env"] } => (Object.keys(env).length > 0 ? { env } : {});

const plain = (launch: Launch): object => ({ command: launch.command, args: launch.args, ...withEnv(launch) });
const typed = (launch: Launch): object => ({ type: "stdio", ...plain(launch) });

const json = { format: "json", section: "mcpServers", entry: plain } as const;

const code = (id: HostId, title: string, folder: string): AgentHost => ({
  id,
  title,
  format: "json",
  section: "servers",
  file: inSettings(folder, "User", "mcp.json"),
  traces: (place) => [inSettings(folder, "User")(place)],
  entry: typed,
  next: "Run “MCP: List Servers” and start it.",
});

const CODEX = inHome(".codex");
const COPILOT = inHome(".copilot");
const GOOSE = ["Block", "goose", "config", "config.yaml"];

/** Hosts that `setup` configures and that the documents describe, in the order in which they are shown. */
export const HOSTS: readonly AgentHost[] = [
  {
    ...json,
    id: "claude-code",
    title: "Claude Code",
    file: inFolder("CLAUDE_CONFIG_DIR", inHome(), ".claude.json"),
    traces: (place) => [
      inFolder("CLAUDE_CONFIG_DIR", inHome(), ".claude.json")(place),
      inFolder("CLAUDE_CONFIG_DIR", inHome(".claude"))(place),
    ],
    entry: typed,
    next: "Start a new session and check it with /mcp.",
  },
  {
    ...json,
    id: "claude-desktop",
    title: "Claude Desktop",
    file: inSettings("Claude", "claude_desktop_config.json"),
    traces: (place) => [inSettings("Claude")(place)],
    next: "Quit Claude Desktop and start it again.",
  },
  {
    ...json,
    id: "cursor",
    title: "Cursor",
    file: inHome(".cursor", "mcp.json"),
    traces: (place) => [inHome(".cursor")(place)],
    next: "Check it under Settings, MCP.",
  },
  code("vscode", "VS Code", "Code"),
  code("vscode-insiders", "VS Code Insiders", "Code - Insiders"),
  {
    ...json,
    id: "windsurf",
    title: "Windsurf",
    file: inHome(".codeium", "windsurf", "mcp_config.json"),
    traces: (place) => [inHome(".codeium", "windsurf")(place)],
    next: "Refresh the list of MCP servers in Cascade.",
  },
  {
    id: "zed",
    title: "Zed",
    format: "json",
    section: "context_servers",
    file: inConfig(["Zed", "settings.json"], "zed", "settings.json"),
    traces: (place) => [inConfig(["Zed"], "zed")(place)],
    entry: plain,
    next: "Check it in the settings of the Agent Panel.",
  },
  {
    id: "codex",
    title: "Codex",
    format: "toml",
    section: "mcp_servers",
    file: inFolder("CODEX_HOME", CODEX, "config.toml"),
    traces: (place) => [inFolder("CODEX_HOME", CODEX)(place)],
    entry: plain,
    next: "Start a new session and check it with /mcp.",
  },
  {
    ...json,
    id: "gemini-cli",
    title: "Gemini CLI",
    file: inHome(".gemini", "settings.json"),
    traces: (place) => [inHome(".gemini")(place)],
    next: "Start a new session and check it with /mcp.",
  },
  {
    ...json,
    id: "copilot-cli",
    title: "Copilot CLI",
    file: inFolder("COPILOT_HOME", COPILOT, "mcp-config.json"),
    traces: (place) => [inFolder("COPILOT_HOME", COPILOT)(place)],
    entry: (launch) => ({ type: "local", ...plain(launch), tools: ["*"] }),
    next: "Start a new session and check it with /mcp show.",
  },
  {
    id: "goose",
    title: "Goose",
    format: "yaml",
    section: "extensions",
    file: inConfig(GOOSE, "goose", "config.yaml"),
    traces: (place) => [inConfig(GOOSE.slice(0, 2), "goose")(place)],
    entry: ({ command, args, env }) => ({
      enabled: true,
      type: "stdio",
      name: SERVER_NAME,
      description: "Databricks workspaces",
      cmd: command,
      args,
      envs: env,
      timeout: 300,
    }),
    next: "Start a new session.",
  },
];
