import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { systemMachine } from "../../src/api/auth/machine.ts";
import type { StartedProgram } from "../../src/cli/program.ts";
import { readEntry, setEntry } from "../../src/cli/setup/formats.ts";
import { HOSTS, type HostPlace, SERVER_NAME } from "../../src/cli/setup/hosts.ts";
import { setup } from "../../src/cli/setup.ts";
import { HOST_IDS } from "../../src/config/commands.ts";
import { parseConfig } from "../../src/config.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PROGRAM: StartedProgram = {
  script: "/home/ana/my clone/dist/cli.js",
  module: "/home/ana/my clone/dist/cli.js",
  platform: "linux",
  read: () => undefined,
};

/** A file as a user may have it: comments, an order of its own, other servers with secrets. */
const FILES = {
  json: `// my servers
{
    /* kept first */
    "theme": "dark", // and its comment
    "SECTION": {
        "other": { "command": "x", "env": { "GITHUB_TOKEN": "ghp_0123456789abcdefghijklmnopqrstuvwxyz" } },
    },
    "last": [1,
      2]
}
`,
  toml: `# my configuration
model = "o3"   # fast

[SECTION.other]   # kept
command = 'x'
args = [ "a",  # first
  "b" ]

# about the profile
[profiles.work]
since = 2026-01-02
`,
  yaml: `# my configuration
GOOSE_MODEL: "claude"   # fast
SECTION:
    developer:
        enabled: true   # kept
        name: 'developer'
    # after the last one
zzz: [a,   b]
`,
} as const;

const fileOf = ({ format, section }: (typeof HOSTS)[number]) => FILES[format].replaceAll("SECTION", section);

const homeFolder = (): string => temporaryFolder("setup home ");

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const place = (home: string): HostPlace => ({ home, platform: "linux", env: {} });

interface Run {
  readonly env?: Record<string, string>;
  /** The lines that the user types, if the terminal is interactive. */
  readonly types?: string;
}

/** Runs `setup` in a home folder. */
async function run(home: string, argv: readonly string[], { env = {}, types }: Run = {}) {
  const known = { toolsets: ["sql"], tools: [] };
  const parsed = parseConfig({ argv: ["setup", ...argv], env, name: "mcp-server-databricks", version: "1", known });
  if (parsed.kind !== "config") throw new Error(JSON.stringify(parsed));
  const { words, options, config } = parsed;
  const around = { ...systemMachine(env), home, platform: "linux" as const, userAgent: "test/1" };
  const input = new PassThrough();
  input.end(types ?? "");
  const printed: string[] = [];
  const terminal = { print: (line: string) => void printed.push(line), input, interactive: types !== undefined };
  const code = await setup({ words, options, config }, around, PROGRAM, terminal);
  return { code, printed: printed.join("\n") };
}

test("every host of the configuration is described, in its order", () =>
  expect(HOSTS.map(({ id }) => id)).toEqual([...HOST_IDS]));

test.each([
  ["before its options", ["cursor", "--sandbox", "messy", "--toolsets", "sql", "--yes"]],
  ["between them", ["--sandbox", "messy", "cursor", "--toolsets", "sql", "--yes"]],
  ["after them", ["--sandbox", "messy", "--toolsets", "sql", "--yes", "cursor"]],
])("a host that is named %s is not an argument of the server", async (_, argv) => {
  const home = homeFolder();
  await run(home, argv);
  const { mcpServers } = JSON.parse(readFileSync(join(home, ".cursor/mcp.json"), "utf8"));
  expect(mcpServers.databricks.args.slice(1)).toEqual(["--sandbox", "messy", "--toolsets", "sql"]);
});

describe.each(HOSTS.map((host) => [host.id, host] as const))("%s", (id, host) => {
  test("a file with comments is changed in one place, and undo restores it to the byte", async () => {
    const home = homeFolder();
    const path = host.file(place(home));
    const before = fileOf(host);
    write(path, before);
    const { code, printed } = await run(home, [id, "--sandbox", "--toolsets", "sql", "--yes"]);
    expect(code).toBe(0);
    const after = readFileSync(path, "utf8");
    const lines = before.split("\n");
    const kept = after.split("\n").filter((line) => lines.includes(line));
    expect(kept.length).toBeGreaterThanOrEqual(lines.length - 1);
    const entry = readEntry(host.format, after, [host.section, SERVER_NAME]);
    expect(entry).toEqual(
      host.entry({ command: "node", args: [PROGRAM.script, "--sandbox", "--toolsets", "sql"], env: {} }),
    );
    expect(setEntry(host.format, after, [host.section, SERVER_NAME], undefined)).toBeTypeOf("string");
    expect(printed).toContain(path);
    expect(printed).toContain(host.next);
    expect(printed).not.toContain("ghp_");

    expect(await run(home, [id, "--sandbox", "--toolsets", "sql", "--yes"])).toMatchObject({
      code: 0,
      printed: expect.stringContaining("already has this entry"),
    });
    expect(readFileSync(path, "utf8")).toBe(after);
    expect((await run(home, [id, "--undo", "--yes"])).code).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(readdirSync(dirname(path))).toHaveLength(1);
  });

  test("a file that does not exist is created, and undo removes it", async () => {
    const home = homeFolder();
    const path = host.file(place(home));
    expect((await run(home, [id, "--sandbox", "--yes"])).code).toBe(0);
    expect(readEntry(host.format, readFileSync(path, "utf8"), [host.section, SERVER_NAME])).toBeDefined();
    expect((await run(home, [id, "--undo", "--yes"])).code).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  test("undo keeps what the user changed afterwards, and an entry that was there before", async () => {
    const home = homeFolder();
    const path = host.file(place(home));
    const path2 = [host.section, SERVER_NAME];
    const earlier = host.entry({ command: "old", args: ["1"], env: { A: "1" } });
    write(path, setEntry(host.format, fileOf(host), path2, earlier));
    await run(home, [id, "--sandbox", "--yes"]);
    write(path, setEntry(host.format, readFileSync(path, "utf8"), [host.section, "later"], { command: "y" }));
    await run(home, [id, "--undo", "--yes"]);
    const text = readFileSync(path, "utf8");
    expect(readEntry(host.format, text, path2)).toEqual(earlier);
    expect(readEntry(host.format, text, [host.section, "later"])).toEqual({ command: "y" });
    expect(text.split("\n")[0]).toBe(fileOf(host).split("\n")[0]);
  });

  test("an invalid file is named with its line and left alone", async () => {
    const home = homeFolder();
    const path = host.file(place(home));
    const broken = { json: '{\n  "a": \n}\n', toml: "a = 1\nb =\n", yaml: "a: 1\nb: [1,\n" }[host.format];
    write(path, broken);
    const { code, printed } = await run(home, [id, "--sandbox", "--yes"]);
    expect(code).toBe(1);
    expect(printed).toMatch(/is not valid (JSON|TOML|YAML) \(line \d+: .*Fix it first/);
    expect(readFileSync(path, "utf8")).toBe(broken);
  });

  test("Windows line ends and a byte order mark stay", async () => {
    const home = homeFolder();
    const path = host.file(place(home));
    const before = `\uFEFF${fileOf(host).replaceAll("\n", "\r\n")}`;
    write(path, before);
    await run(home, [id, "--sandbox", "--yes"]);
    const after = readFileSync(path, "utf8");
    expect(after.startsWith("\uFEFF")).toBe(true);
    expect(after.replaceAll("\r\n", "")).not.toContain("\n");
    await run(home, [id, "--undo", "--yes"]);
    expect(readFileSync(path, "utf8")).toBe(before);
  });
});

describe("other ways to write a section", () => {
  test.each([
    ["json", ""],
    ["json", "{}"],
    ["json", '{"mcpServers":{}}'],
    ["json", '{\n\t"a": 1\n}'],
    ["yaml", "extensions:\n"],
    ["yaml", "extensions: {}\n"],
    ["yaml", "a: 1"],
    ["yaml", "extensions: { a: { b: 1 } }\n"],
    ["toml", "[mcp_servers]\n"],
    ["toml", 'mcp_servers."x y".command = "z"\n'],
    ["toml", '[mcp_servers."databricks"]\ncommand = "old"\n[mcp_servers."databricks".env]\nA = "1"\n[x]\ny = 1\n'],
  ] as const)("%s %j", (format, text) => {
    const section = { json: "mcpServers", yaml: "extensions", toml: "mcp_servers" }[format];
    const path = [section, SERVER_NAME];
    const entry = { command: 'C:\\Program Files\\node "x"', args: ["a b", "#", "é"] };
    const added = setEntry(format, text, path, entry);
    expect(readEntry(format, added, path)).toEqual(entry);
    expect(readEntry(format, setEntry(format, added, path, undefined), path)).toBeUndefined();
  });

  const ENTRY = { command: "node", args: ["a"] };
  test.each([
    ["a comment stays with its property", '{\n  "a": 1, // one\n}\n', ['  "a": 1, // one']],
    ["also if a comma is added", '{\n  "a": 1 // one\n}\n', ['  "a": 1, // one']],
    ["other entries keep their layout", '{\n "mcpServers": { "o": {"command":"x"} , }\n}', ['"o": {"command":"x"} ,']],
    ["a comment alone", "{ // mine\n  // nothing yet\n}", ["{ // mine", "  // nothing yet"]],
    ["one line", '{"mcpServers":{"o":{"command":"x"}}}', ['{"mcpServers":{"o":{"command":"x"},']],
    [
      "tabs",
      '{\n\t"mcpServers": {\n\t\t"o": [1,2]\n\t}\n}',
      ['\t\t"o": [1,2],', '\t\t"databricks": {', '\t\t\t"args": ['],
    ],
  ])("JSON: %s", (_, text, kept) => {
    const path = ["mcpServers", SERVER_NAME];
    const added = setEntry("json", text, path, ENTRY);
    for (const part of kept) expect(added).toContain(part);
    const other = setEntry("json", added, path, { command: "other" });
    expect(readEntry("json", other, path)).toEqual({ command: "other" });
    const removed = setEntry("json", other, path, undefined);
    expect(removed).not.toContain(SERVER_NAME);
    expect(removed.match(/\/\/ .*/g)).toEqual(text.match(/\/\/ .*/g));
  });

  test("JSON: an entry between others is removed alone", () => {
    const text = '{\n  "mcpServers": {\n    "a": {}, // one\n    "databricks": {\n    },\n    "b": {} // two\n  }\n}\n';
    const removed = setEntry("json", text, ["mcpServers", SERVER_NAME], undefined);
    expect(removed).toBe('{\n  "mcpServers": {\n    "a": {}, // one\n    "b": {} // two\n  }\n}\n');
  });

  test("a section that cannot be changed safely is refused", () => {
    const inline = 'mcp_servers = { databricks = { command = "x" } }\n';
    expect(() => setEntry("toml", inline, ["mcp_servers", SERVER_NAME], { command: "y" })).toThrow(RangeError);
    expect(() => setEntry("json", '{"mcpServers": 7}', ["mcpServers", SERVER_NAME], {})).toThrow(RangeError);
    const hidden = 'text = """\n[mcp_servers.databricks]\n"""\n';
    expect(() => setEntry("toml", hidden, ["mcp_servers", SERVER_NAME], { command: "y" })).toThrow(RangeError);
  });
});

describe("what is asked and written", () => {
  const CURSOR = (home: string) => join(home, ".cursor", "mcp.json");

  test("only installed hosts are changed, each after a yes", async () => {
    const home = homeFolder();
    mkdirSync(join(home, ".cursor"));
    mkdirSync(join(home, ".codex"));
    const { code, printed } = await run(home, ["--sandbox"], { types: "n\nyes\n" });
    expect(code).toBe(1);
    expect(printed).toMatch(/Cursor: .*mcp\.json \(new\)[\s\S]*\[y\/N\][\s\S]*Codex: /);
    expect(existsSync(CURSOR(home))).toBe(false);
    expect(existsSync(join(home, ".codex", "config.toml"))).toBe(true);
    expect(printed).not.toMatch(/Goose|Zed/);
  });

  test("without a terminal nothing is written unless --yes says so", async () => {
    const home = homeFolder();
    const { code, printed } = await run(home, ["cursor", "--sandbox"]);
    expect(code).toBe(1);
    expect(printed).toContain("Nothing was written. Add --yes");
    expect(existsSync(CURSOR(home))).toBe(false);
  });

  test("no host on the machine is an error that names them", async () => {
    await expect(run(homeFolder(), ["--sandbox"])).rejects.toThrow(/No host was found.*claude-code/);
  });

  test("a workspace can be chosen among the profiles", async () => {
    const home = homeFolder();
    write(join(home, ".databrickscfg"), "[dev]\nhost = https://h.cloud.databricks.com\ntoken = dapi1\n[empty]\n");
    const { printed } = await run(home, ["cursor"], { types: "1\ny\n" });
    expect(printed).toContain("1  profile dev (https://h.cloud.databricks.com)");
    expect(printed).toContain("2  the embedded workspace");
    expect(readEntry("json", readFileSync(CURSOR(home), "utf8"), ["mcpServers", SERVER_NAME])).toEqual({
      command: "node",
      args: [PROGRAM.script, "--profile", "dev"],
    });
    write(
      join(home, ".databrickscfg"),
      "[dev]\nhost = https://h\ntoken = dapi1\n[prod]\nhost = https://p\ntoken = d\n",
    );
    await expect(run(home, ["cursor", "--yes"])).rejects.toThrow(
      "Nothing configures a workspace. Give one of: --profile dev, --profile prod, --sandbox. To add a profile, use login.",
    );
    await expect(run(home, ["cursor", "--profile", "nope", "--yes"])).rejects.toThrow(/nope/);
  });

  test("a secret of the shell is not written, and variables that restrict the server are", async () => {
    const home = homeFolder();
    const env = { DATABRICKS_HOST: "https://h.cloud.databricks.com", DATABRICKS_TOKEN: "dapi-canary" };
    await expect(run(home, ["cursor", "--yes"], { env })).rejects.toThrow(
      /^DATABRICKS_TOKEN: setup does not write secrets.*--profile\.$/,
    );
    await run(home, ["cursor", "--sandbox", "--yes"], { env: { ...env, MCP_DATABRICKS_ACCESS: "read" } });
    const text = readFileSync(CURSOR(home), "utf8");
    expect(text).not.toContain("canary");
    expect(readEntry("json", text, ["mcpServers", SERVER_NAME])).toMatchObject({
      env: { MCP_DATABRICKS_ACCESS: "read" },
    });
    expect(text).not.toContain("DATABRICKS_HOST");
  });

  test("a file that cannot be written is reported without a trace of it, and the other hosts are set up", async () => {
    const home = homeFolder();
    write(join(home, ".cursor"), "a file where the folder must be");
    const { code, printed } = await run(home, ["cursor", "windsurf", "--sandbox", "--yes"]);
    expect(code).toBe(1);
    expect(printed).toMatch(/^Cursor: .*mcp\.json cannot be changed \(E[A-Z]+: [^,)]+\)\. Check the permissions/m);
    expect(printed.match(/^Written\. /gm)).toHaveLength(1);
    expect(readFileSync(join(home, ".cursor"), "utf8")).toBe("a file where the folder must be");
  });

  test("permissions and links of a file stay", async () => {
    const home = homeFolder();
    const real = join(home, "dotfiles", "cursor.json");
    write(real, "{}\n");
    chmodSync(real, 0o640);
    mkdirSync(join(home, ".cursor"));
    symlinkSync(real, CURSOR(home));
    await run(home, ["cursor", "--sandbox", "--yes"]);
    expect(lstatSync(CURSOR(home)).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    await run(home, ["cursor", "--undo", "--yes"]);
    expect(readFileSync(real, "utf8")).toBe("{}\n");
  });
});

describe("where hosts keep their files", () => {
  const files = (at: HostPlace) => Object.fromEntries(HOSTS.map((host) => [host.id, host.file(at)]));

  test("on Windows", () => {
    const at: HostPlace = { home: "C:\\Users\\Ana B", platform: "win32", env: { APPDATA: "D:\\Roaming" } };
    expect(files(at)).toMatchObject({
      "claude-desktop": "D:\\Roaming\\Claude\\claude_desktop_config.json",
      cursor: "C:\\Users\\Ana B\\.cursor\\mcp.json",
      vscode: "D:\\Roaming\\Code\\User\\mcp.json",
      zed: "D:\\Roaming\\Zed\\settings.json",
      goose: "D:\\Roaming\\Block\\goose\\config\\config.yaml",
    });
  });

  test("on macOS", () =>
    expect(files({ home: "/Users/ana", platform: "darwin", env: {} })).toMatchObject({
      "claude-code": "/Users/ana/.claude.json",
      "claude-desktop": "/Users/ana/Library/Application Support/Claude/claude_desktop_config.json",
      vscode: "/Users/ana/Library/Application Support/Code/User/mcp.json",
      zed: "/Users/ana/.config/zed/settings.json",
      goose: "/Users/ana/.config/goose/config.yaml",
    }));

  test("in folders that variables name", () =>
    expect(
      files({
        home: "/home/ana",
        platform: "linux",
        env: { CLAUDE_CONFIG_DIR: "/c", CODEX_HOME: "/x", XDG_CONFIG_HOME: "/cfg" },
      }),
    ).toMatchObject({
      "claude-code": "/c/.claude.json",
      codex: "/x/config.toml",
      vscode: "/cfg/Code/User/mcp.json",
      zed: "/cfg/zed/settings.json",
    }));
});
