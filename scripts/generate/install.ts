import manifest from "../../package.json" with { type: "json" };
import { commandLine, launchOf, PROGRAM_NAME, type StartedProgram } from "../../src/cli/program.ts";
import { setEntry } from "../../src/cli/setup/formats.ts";
import { type AgentHost, HOSTS, type HostPlace, type Launch, SERVER_NAME } from "../../src/cli/setup/hosts.ts";
import { OPTIONS } from "../../src/config.ts";
import { SANDBOX_PACKAGE } from "../../src/start/sandbox-folder.ts";
import { code, table } from "./markdown.ts";
import { isPublished } from "./published.ts";

// The one source of every install command, snippet and link.

/** A clone, at the place that a reader replaces. */
const CLONE = "/path/to/mcp-server-databricks";

const ASKED = [OPTIONS.host, OPTIONS.token] as const;
const EXAMPLES: Readonly<Record<string, string>> = {
  [OPTIONS.host.env]: "https://<workspace>.cloud.databricks.com",
  [OPTIONS.token.env]: "<personal access token>",
};

/** The program as npx or a clone starts it. */
const program = (published: boolean, platform: NodeJS.Platform = "linux"): StartedProgram => {
  const script = published ? `/_npx/node_modules/.bin/${PROGRAM_NAME}` : `${CLONE}/dist/cli.js`;
  return { script, module: script, platform, read: () => undefined };
};

/** How documents start the server: from npm once it is published, from a clone before. */
export function documentedLaunch({
  published = isPublished(),
  platform = "linux",
  flags = [],
  env = Object.fromEntries(ASKED.map((option) => [option.env, EXAMPLES[option.env] ?? ""])),
}: {
  published?: boolean;
  platform?: NodeJS.Platform;
  flags?: readonly string[];
  env?: Launch["env"];
} = {}): Launch {
  return launchOf(program(published, platform), flags, env);
}

/** A host's file with nothing in it but this server. */
export const hostFile = (host: AgentHost, launch: Launch): string =>
  setEntry(host.format, "", [host.section, SERVER_NAME], host.entry(launch)).trimEnd();

/** Opens Cursor's install dialog. An `https:` link, because GitHub removes `cursor:` links. */
export function cursorLink(launch = documentedLaunch()): string {
  const config = Buffer.from(JSON.stringify(launch)).toString("base64");
  return `https://cursor.com/en/install-mcp?${new URLSearchParams({ name: SERVER_NAME, config })}`;
}

/** VS Code asks for the values itself and keeps the secret ones in its own store. */
export function vscodeLink(launch = documentedLaunch(), insiders = false): string {
  const path = launch.args.find((word) => word.startsWith(CLONE));
  const inputs = [
    ...(path
      ? [{ type: "promptString", id: PATH_INPUT, description: "Path of dist/cli.js in your clone", default: path }]
      : []),
    ...ASKED.map((option) => ({
      type: "promptString",
      id: inputId(option.env),
      description: option.title,
      ...("secret" in option && option.secret ? { password: true } : {}),
    })),
  ];
  const args = launch.args.map((word) => (word === path ? `\${input:${PATH_INPUT}}` : word));
  const env = Object.fromEntries(ASKED.map((option) => [option.env, `\${input:${inputId(option.env)}}`]));
  const config = JSON.stringify({ command: launch.command, args, env });
  const query = new URLSearchParams({ name: SERVER_NAME, inputs: JSON.stringify(inputs), config });
  if (insiders) query.set("quality", "insiders");
  return `https://insiders.vscode.dev/redirect/mcp/install?${query.toString().replaceAll("+", "%20")}`;
}

const PATH_INPUT = "server_path";
const inputId = (env: string) => env.toLowerCase();

/** Commands of hosts that have one, by host. */
export const addCommands = (launch = documentedLaunch()): Readonly<Record<string, string>> => {
  const each = (flag: string) => Object.entries(launch.env).map(([key, value]) => `${flag} ${key}="${value}"`);
  const lines = (...parts: string[]) => parts.join(" \\\n  ");
  return {
    // The name comes before --env, which takes every word up to the next option.
    "claude-code": lines(`claude mcp add ${SERVER_NAME}`, ...each("--env"), `-- ${commandLine(launch)}`),
    codex: lines(`codex mcp add ${SERVER_NAME}`, ...each("--env"), `-- ${commandLine(launch)}`),
    "gemini-cli": lines(`gemini mcp add ${SERVER_NAME} ${commandLine(launch)}`, "--scope user", ...each("--env")),
  };
};

/** The commands that start `setup`, with and without an account. */
const setupCommands = (published: boolean): string =>
  published
    ? `npx -y ${SANDBOX_PACKAGE} setup                  # the embedded workspace, without an account
npx -y ${manifest.name} setup --profile dev   # a workspace of ~/.databrickscfg`
    : `npm ci
npm run build
node dist/cli.js setup --sandbox        # the embedded workspace, without an account
node dist/cli.js setup --profile dev    # a workspace of ~/.databrickscfg`;

/** How a command of the installed program is written, as long as the package is not published from a clone. */
const commandOf = (published: boolean): string => (published ? `npx -y ${manifest.name}` : "node dist/cli.js");

/** Getting started: the embedded workspace. */
export const tryInstructions = (_: unknown, published = isPublished()): string =>
  published
    ? code("sh", `npx -y ${SANDBOX_PACKAGE} setup`)
    : [
        "The package is not on npm yet, so start it from a clone of the repository:",
        code("sh", "npm ci\nnpm run build\nnode dist/cli.js setup --sandbox"),
      ].join("\n\n");

/** Getting started: the browser sign-in. */
export const loginInstructions = (_: unknown, published = isPublished()): string =>
  code("sh", `${commandOf(published)} login --host https://<your workspace> --profile dev`);

/** Getting started: check the login and add the server to the hosts. */
export const addInstructions = (_: unknown, published = isPublished()): string =>
  code("sh", `${commandOf(published)} doctor --profile dev\n${commandOf(published)} setup --profile dev`);

/** The README's part on hosts. */
export function installInstructions(_: unknown, published = isPublished()): string {
  const launch = documentedLaunch({ published });
  const where = published
    ? `You need Node.js ${manifest.engines.node.replace(/^>=/, "")} or later.`
    : "The package is not on npm yet, so its name could be someone else's: start the server from a clone of this repository.";
  return [
    where,
    code("sh", setupCommands(published)),
    `\`setup\` finds the hosts on your machine (${HOSTS.map(({ title }) => title).join(", ")}), shows the change of each file, asks before writing it, and keeps a copy. \`setup --undo\` restores what was there. Restart the host, then ask it what your workspace contains.`,
    `By hand, and on Windows: [Hosts](docs/hosts.md). For two of them${published ? "" : ", with the path of your clone"}:`,
    "**Claude Code**",
    code("sh", addCommands(launch)["claude-code"] ?? ""),
    "**Claude Desktop** (`claude_desktop_config.json`), and any other host that reads `mcpServers`",
    code("json", JSON.stringify({ mcpServers: { [SERVER_NAME]: launch } }, null, 2)),
    `[Add to Cursor](${cursorLink(launch)}) (then replace ${published ? "both values" : "the path and both values"}) · [Add to VS Code](${vscodeLink(launch)}) (asks for ${published ? "both values" : "the path and both values"}, and keeps the token in its secret store)`,
  ].join("\n\n");
}

const PLACES: readonly (readonly [title: string, place: HostPlace])[] = [
  ["Linux", { home: "~", platform: "linux", env: {} }],
  ["macOS", { home: "~", platform: "darwin", env: {} }],
  ["Windows", { home: "%USERPROFILE%", platform: "win32", env: { APPDATA: "%APPDATA%" } }],
];

/** Where each host keeps its file. */
export const hostFiles = (): string =>
  table(
    ["Host", "`setup`", ...PLACES.map(([title]) => title)],
    HOSTS.map((host) => [host.title, `\`${host.id}\``, ...PLACES.map(([, place]) => `\`${host.file(place)}\``)]),
  );

/** Each host's snippet. Hosts with the same one share it. */
export function hostSnippets(_: unknown, published = isPublished()): string {
  const launch = documentedLaunch({ published });
  const commands = addCommands(launch);
  const shared = new Map<string, AgentHost[]>();
  for (const host of HOSTS) {
    const key = `${host.format}\n${hostFile(host, launch)}`;
    shared.set(key, [...(shared.get(key) ?? []), host]);
  }
  const sections = [...shared].map(([key, hosts]) => {
    const own = hosts.flatMap(({ id }) => commands[id] ?? []);
    const [format = "", ...text] = key.split("\n");
    return [
      `### ${hosts.map(({ title }) => title).join(", ")}`,
      ...(own.length > 0 ? ["One of:", ...own.map((command) => code("sh", command)), "Or in the file:"] : []),
      code(format, text.join("\n")),
    ].join("\n\n");
  });
  const windows = HOSTS.find(({ id }) => id === "claude-desktop");
  if (windows) {
    sections.push(
      [
        "### Windows",
        "A host cannot start `npx` itself on Windows, because it is a script. Use `cmd` as the command:",
        code("json", hostFile(windows, documentedLaunch({ published: true, platform: "win32" }))),
        ...(published
          ? []
          : [
              "This form needs the published package. In a clone, `node` with the path of `dist\\cli.js` works as above.",
            ]),
      ].join("\n\n"),
    );
  }
  sections.push(
    [
      "### Links",
      `- [Add to Cursor](${cursorLink(launch)})
- [Add to VS Code](${vscodeLink(launch)}), [add to VS Code Insiders](${vscodeLink(launch, true)})`,
    ].join("\n\n"),
  );
  return sections.join("\n\n");
}
