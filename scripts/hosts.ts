// Checks what documents say about hosts with the hosts' own programs from npm: `npm run test:hosts`. `setup` writes their
// files, their commands read them, Claude Code connects, and each installs the plugin. No account is needed.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PROGRAM_NAME } from "../src/cli/program.ts";
import { SERVER_NAME } from "../src/cli/setup/hosts.ts";
import { LOGIN, PROFILE } from "./clean/serves.ts";
import { addCommands } from "./generate/install.ts";

const HOSTS = {
  claude: "@anthropic-ai/claude-code@2.1.328",
  codex: "@openai/codex@0.169.0",
  gemini: "@google/gemini-cli@0.61.0",
  copilot: "@github/copilot@1.0.102",
} as const;

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "dist", "cli.js");
const place = mkdtempSync(join(tmpdir(), "hosts-"));

/** A home folder of its own, with a profile. */
function homeOf(name: string): string {
  const home = join(place, name);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, ".databrickscfg"), PROFILE, { mode: 0o600 });
  return home;
}

/** Runs a command of a host. Returns everything that it prints. */
function run(home: string, host: keyof typeof HOSTS, ...args: string[]): string {
  const program = join(place, "programs", "node_modules", ".bin", host);
  const env = { PATH: process.env.PATH ?? "", HOME: home, CI: "true", NO_COLOR: "1" };
  const { stdout, stderr } = spawnSync(program, args, {
    cwd: home,
    env,
    encoding: "utf8",
    input: "",
    timeout: 180_000,
  });
  return `${stdout}${stderr}`;
}

function check(what: string, output: string, wanted: RegExp): void {
  if (!wanted.test(output)) throw new Error(`${what} does not match ${wanted}:\n${output}`);
  console.log(`${what}: as documented`);
}

try {
  const programs = join(place, "programs");
  mkdirSync(programs);
  writeFileSync(join(programs, "package.json"), "{}");
  spawnSync("npm", ["install", "--no-audit", "--no-fund", ...Object.values(HOSTS)], {
    cwd: programs,
    stdio: "inherit",
  });

  const added = homeOf("added");
  const command = addCommands({ command: "node", args: [cli], env: LOGIN });
  for (const [id, host] of [
    ["claude-code", "claude"],
    ["codex", "codex"],
    ["gemini-cli", "gemini"],
  ] as const) {
    // The words of the documented command, as a shell splits them.
    const words = [...(command[id] ?? "").replaceAll("\\\n", "").matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) =>
      word.replaceAll('"', ""),
    );
    run(added, host, ...words.slice(1));
    check(`${host} mcp add`, run(added, host, "mcp", "list"), new RegExp(`${SERVER_NAME}\\b.*node.*cli\\.js`));
  }
  check("claude mcp list", run(added, "claude", "mcp", "list"), /databricks: .*Connected/);

  const home = homeOf("set up");
  const ids = ["claude-code", "codex", "gemini-cli", "copilot-cli"];
  const { status, stderr } = spawnSync(process.execPath, [cli, "setup", ...ids, "--profile", "dev", "--yes"], {
    env: { PATH: process.env.PATH ?? "", HOME: home },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  check("setup, claude mcp list", run(home, "claude", "mcp", "list"), /databricks: .*--profile dev.*Connected/);
  check(
    "setup, codex mcp get",
    run(home, "codex", "mcp", "get", SERVER_NAME),
    /enabled: true[\s\S]*args: .*--profile dev/,
  );
  check("setup, gemini mcp list", run(home, "gemini", "mcp", "list"), /databricks: .*--profile dev/);
  check("setup, copilot mcp list", run(home, "copilot", "mcp", "list"), /databricks \(local\)/);

  const plugin = `${SERVER_NAME}@${PROGRAM_NAME}`;
  const market = homeOf("plugins");
  check("claude plugin validate", run(market, "claude", "plugin", "validate", root), /Validation passed(?! with)/);
  run(market, "claude", "plugin", "marketplace", "add", root);
  check("claude plugin install", run(market, "claude", "plugin", "install", plugin), /Successfully installed/);
  run(market, "codex", "plugin", "marketplace", "add", root);
  run(market, "codex", "plugin", "add", plugin);
  check("codex plugin add", run(market, "codex", "mcp", "list"), /databricks +npx/);
  run(market, "copilot", "plugin", "marketplace", "add", root);
  run(market, "copilot", "plugin", "install", plugin);
  check("copilot plugin install", run(market, "copilot", "mcp", "list"), /Plugin servers:\s+databricks/);
  const extension = join(place, "extension");
  mkdirSync(extension);
  cpSync(`${root}gemini-extension.json`, join(extension, "gemini-extension.json"));
  check(
    "gemini extensions validate",
    run(market, "gemini", "extensions", "validate", extension),
    /successfully validated/,
  );
} finally {
  rmSync(place, { recursive: true, force: true });
}
