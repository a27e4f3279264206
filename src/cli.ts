import manifest from "../package.json" with { type: "json" };
import { systemMachine } from "./api/auth/machine.ts";
import { secretsIn } from "./api/auth/settings.ts";
import { ApiError } from "./api/http/errors.ts";
import { assemble } from "./cli/assemble.ts";
import { readCatalogue } from "./cli/catalogue.ts";
import { createLineWriter } from "./cli/line-writer.ts";
import { openExportDirectory, openWorkspaces } from "./cli/open.ts";
import { commandLine, launchOf, PROGRAM_NAME, thisProgram } from "./cli/program.ts";
import { MISUSE, serve } from "./cli/serve.ts";
import type { Surroundings, WorkspaceLogin } from "./cli/workspaces.ts";
import { SHELLS } from "./config/commands.ts";
import { type Config, parseConfig, secretsOf, withoutEmptyVariables } from "./config.ts";
import type { Log } from "./core/log.ts";
import { createRedactor, type Redactor } from "./core/output/redact.ts";
import { select } from "./core/select.ts";
import { toolsetIds } from "./core/tool.ts";

const name = PROGRAM_NAME;
const { version } = manifest;

void main().then((code) => {
  process.exitCode = code;
});

async function main(): Promise<number> {
  const catalogue = await readCatalogue();
  const toolsets = toolsetIds(catalogue.tools);
  const parsed = parseConfig({
    argv: process.argv.slice(2),
    env: process.env,
    name,
    version,
    known: { toolsets, tools: catalogue.tools.map((tool) => tool.name) },
  });
  if (parsed.kind === "print") {
    process.stdout.write(parsed.text);
    return 0;
  }
  const { config, command, words, options } = parsed;
  const { tools, problems: unserved } = select(catalogue.tools, config);
  const around = { ...systemMachine(withoutEmptyVariables(process.env)), userAgent: `${name}/${version}` };
  const wrong = [...(parsed.kind === "problems" ? parsed.problems : []), ...unserved];
  if (command === "login" || command === "logout" || command === "setup" || command === "completion") {
    return wrong.length > 0 ? refuse(wrong) : runCommand(command, { config, words, options, around, toolsets });
  }

  const exports = await openExportDirectory(config);
  wrong.push(...exports.problems);
  const opened = await openWorkspaces(config, around, wrong.length > 0);
  const problems = [...wrong, ...opened.problems];
  const redact = redactorFor(config, opened.workspaces, around.env);
  if (command === "doctor") {
    const served = toolsetIds(tools);
    const call = { entries: opened.workspaces, around, problems, options, toolsets: { all: toolsets, served } };
    const report = await examine(config, call);
    process.stdout.write(redact(report.text));
    await opened.close();
    return report.healthy ? 0 : 1;
  }
  if (problems.length > 0) return refuse(problems);

  const write = createLineWriter((text) => void process.stderr.write(text));
  process.on("exit", write.flush);
  const { workspaces: entries } = opened;
  const assembled = await assemble(config, {
    version,
    catalogue,
    tools,
    entries,
    exportDir: exports.path,
    around,
    redact,
    write,
  });
  if ("problems" in assembled) {
    await opened.close();
    return refuse(assembled.problems);
  }
  const { makeServer, service, log } = assembled;
  logStart(log, entries, tools.length);
  const code = await serve(makeServer, { config, service, log, version, exit: (status) => process.exit(status) });
  await assembled.close();
  await Promise.allSettled([opened.close()]);
  // An open socket or worker must not keep the process alive.
  process.exit(code);
}

/** Removes the secrets of the configuration, the environment and the logins from a text. */
function redactorFor(config: Config, entries: readonly WorkspaceLogin[], env: Surroundings["env"]): Redactor {
  const secrets = entries.flatMap(({ login }) => login.credentials.secrets);
  return createRedactor([...secretsOf(config), ...secretsIn(env), ...secrets, ...proxyPasswords()]);
}

function logStart(log: Log, entries: readonly WorkspaceLogin[], tools: number): void {
  for (const { name: workspace, login } of entries) {
    const { host, credentials, notes = [] } = login;
    for (const note of notes) log.warning("login", { workspace, note });
    log.info("starting", { version, workspace, host, login: credentials.source, tools });
  }
}

interface DoctorCall {
  readonly entries: readonly WorkspaceLogin[];
  readonly around: Surroundings;
  readonly problems: readonly string[];
  readonly options: readonly string[];
  /** Ids of all toolsets, and of those served. */
  readonly toolsets: { readonly all: readonly string[]; readonly served: readonly string[] };
}

/** The report of `doctor`. */
async function examine(config: Config, { entries, around, problems, options, toolsets }: DoctorCall) {
  const { diagnose } = await import("./cli/doctor.ts");
  const { asJson, asText, healthy } = await import("./cli/doctor/report.ts");
  const { env, home, userAgent } = around;
  const command = { name, version, problems, options, program: thisProgram() };
  const report = await diagnose({ config, env, home, userAgent, toolsets }, entries, command);
  return { text: config.json ? asJson(report) : asText(report), healthy: healthy(report) };
}

interface CommandCall {
  readonly config: Config;
  readonly words: readonly string[];
  readonly options: readonly string[];
  readonly around: Surroundings;
  readonly toolsets: readonly string[];
}

/** Runs a command for the user at the terminal. Problems are printed on stderr. */
async function runCommand(command: "login" | "logout" | "setup" | "completion", call: CommandCall): Promise<number> {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const { config, around } = call;
  try {
    if (command === "logout") (await import("./cli/logout.ts")).logout(config, around, print);
    else if (command === "completion") print(await completionOf(call));
    else if (command === "setup") return await setUp(call, print);
    else await signIn(call, print);
    return 0;
  } catch (error) {
    const next = error instanceof ApiError && error.next ? ` ${error.next}` : "";
    const message = error instanceof Error ? `${error.message}${next}` : "The command failed for an unknown reason.";
    process.stderr.write(`${createRedactor(secretsOf(config))(message)}\n`);
    return 1;
  }
}

async function signIn({ config, around }: CommandCall, print: (line: string) => void): Promise<void> {
  const { openBrowser } = await import("./cli/login/browser.ts");
  const terminal = { print, input: process.stdin, open: openBrowser };
  if (config.sandbox) return (await import("./cli/login/trial.ts")).tryLogin(config, around, terminal);
  await (await import("./cli/login.ts")).login(config, around, terminal);
}

async function completionOf({ words, toolsets }: CommandCall): Promise<string> {
  const { completionScript } = await import("./cli/completion.ts");
  const shell = SHELLS.find((each) => each === words[0]) ?? "bash";
  return completionScript(shell, name, toolsets);
}

async function setUp({ config, words, options, around }: CommandCall, print: (line: string) => void): Promise<number> {
  // Loaded here because only this command reads the files of hosts.
  const { setup } = await import("./cli/setup.ts");
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
  return setup({ words, options, config }, around, thisProgram(), { print, input: process.stdin, interactive });
}

function refuse(problems: readonly string[]): number {
  const lines = problems.map((problem) => `- ${problem}`).join("\n");
  const redact = createRedactor();
  const help = `${commandLine(launchOf(thisProgram(), [], {}))} --help`;
  process.stderr.write(redact(`${name} cannot start:\n${lines}\nTo see all options, run: ${help}\n`));
  return MISUSE;
}

/** Passwords in proxy variables, which must be masked in all output. */
function proxyPasswords(): string[] {
  return Object.entries(process.env).flatMap(([key, value]) => {
    if (!/^(https?|all)_proxy$/i.test(key) || !value || !URL.canParse(value)) return [];
    const { password } = new URL(value);
    return password === "" ? [] : [password, decodeURIComponent(password)];
  });
}
