#!/usr/bin/env node
import manifest from "../package.json" with { type: "json" };
import { systemMachine } from "./api/auth/machine.ts";
import { secretsIn } from "./api/auth/settings.ts";
import { ApiError } from "./api/http/errors.ts";
import { readDescribed } from "./cli/described.ts";
import { asJson, asText, healthy } from "./cli/doctor/report.ts";
import { diagnose } from "./cli/doctor.ts";
import { openBrowser } from "./cli/login/browser.ts";
import { tryLogin } from "./cli/login/trial.ts";
import { login } from "./cli/login.ts";
import { logout } from "./cli/logout.ts";
import { openExportDirectory, openWorkspaces } from "./cli/open.ts";
import { PROGRAM_NAME, thisProgram } from "./cli/program.ts";
import { createRuntime } from "./cli/runtime.ts";
import { MISUSE, serve } from "./cli/serve.ts";
import { openService } from "./cli/service.ts";
import { entriesByKind, type Surroundings } from "./cli/workspaces.ts";
import { SHELLS } from "./config/commands.ts";
import { type Config, parseConfig, secretsOf, withoutEmptyVariables } from "./config.ts";
import { createLog } from "./core/log.ts";
import { createRedactor } from "./core/output/redact.ts";
import { createWatcher } from "./core/resources/watch.ts";
import { select } from "./core/select.ts";
import type { Tool } from "./core/tool.ts";
import { prompts } from "./prompts/index.ts";
import { resources } from "./resources/index.ts";
import { createServerFactory } from "./server.ts";
import type { SurfaceDeps } from "./service/surfaces.ts";
import { catalogue } from "./tools/index.ts";

const name = PROGRAM_NAME;
const { version } = manifest;

process.exitCode = await main();

async function main(): Promise<number> {
  const parsed = parseConfig({
    argv: process.argv.slice(2),
    env: process.env,
    name,
    version,
    known: {
      toolsets: idsOf(catalogue),
      tools: catalogue.map((tool) => tool.name),
    },
  });
  if (parsed.kind === "print") {
    process.stdout.write(parsed.text);
    return 0;
  }
  const { config, command, words } = parsed;
  const selection = select(catalogue, config);
  const toolsets = idsOf(selection.tools);
  const userAgent = `${name}/${version}`;
  const around = { ...systemMachine(withoutEmptyVariables(process.env)), userAgent };
  const wrong = [...(parsed.kind === "problems" ? parsed.problems : []), ...selection.problems];
  if (command === "login" || command === "logout" || command === "setup" || command === "completion") {
    return wrong.length > 0 ? refuse(wrong) : runCommand(command, { config, words, around });
  }

  const exports = await openExportDirectory(config);
  wrong.push(...exports.problems);
  const opened = await openWorkspaces(config, around, wrong.length > 0);
  const { workspaces: entries } = opened;
  const problems = [...wrong, ...opened.problems];
  const secrets = entries.flatMap(({ login }) => login.credentials.secrets);
  const redact = createRedactor([...secretsOf(config), ...secretsIn(around.env), ...secrets, ...proxyPasswords()]);
  if (command === "doctor") {
    const all = idsOf(catalogue);
    const examination = { config, env: around.env, home: around.home, userAgent, toolsets: { all, served: toolsets } };
    const report = await diagnose(examination, entries, {
      name,
      version,
      problems,
      argv: process.argv.slice(3),
      program: thisProgram(),
    });
    process.stdout.write(redact(config.json ? asJson(report) : asText(report)));
    await opened.close();
    return healthy(report) ? 0 : 1;
  }
  if (problems.length > 0) return refuse(problems);

  const log = createLog((line) => process.stderr.write(line), redact, config.logLevel);
  const [first, ...others] = entries.map((entry) => ({
    name: entry.name,
    runtime: createRuntime(config, entry, {
      userAgent,
      log,
      redact,
      toolsets,
      notServed: idsOf(catalogue.filter((tool) => !selection.tools.includes(tool))),
      several: entries.length > 1,
      entries: entriesByKind(entries),
      exportDir: exports.path,
    }),
  }));
  if (!first) return refuse(["No workspace is configured."]);
  const served = new Set(selection.tools);
  const deps: SurfaceDeps = {
    version,
    workspaces: [first, ...others],
    tools: selection.tools,
    catalogue,
    resources: resources.filter(({ tool }) => typeof tool === "function" || served.has(tool)),
    prompts,
    watcher: createWatcher(),
    mode: config.mode,
    onDemand: config.onDemand,
    described: readDescribed(),
  };
  const service = config.http && openService(config, { deps, entries, machine: around, userAgent, log });
  if (service && "problems" in service) return refuse(service.problems);
  const makeServer = createServerFactory(deps);
  for (const entry of entries) {
    const { host, credentials } = entry.login;
    for (const note of entry.login.notes ?? []) log.warning("login", { workspace: entry.name, note });
    log.info("starting", { version, workspace: entry.name, host, login: credentials.source, tools: served.size });
  }
  const code = await serve(makeServer, { config, service, log, version, exit: (status) => process.exit(status) });
  await service?.close();
  await Promise.allSettled([first, ...others].map(({ runtime }) => runtime.close()));
  await opened.close();
  // An open socket or worker must not keep the process alive.
  process.exit(code);
}

function idsOf(tools: readonly Tool[]): string[] {
  return [...new Set(tools.map(({ toolset }) => toolset.id))];
}

interface CommandCall {
  readonly config: Config;
  readonly words: readonly string[];
  readonly around: Surroundings;
}

/** Runs a command for the user at the terminal. Problems are printed on stderr. */
async function runCommand(
  command: "login" | "logout" | "setup" | "completion",
  { config, words, around }: CommandCall,
): Promise<number> {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const terminal = { print, input: process.stdin, open: openBrowser };
  try {
    if (command === "logout") logout(config, around, print);
    else if (command === "completion") print(await completionOf(words));
    else if (command === "setup") return await setUp({ config, words, around }, print);
    else if (config.sandbox) await tryLogin(config, around, terminal);
    else await login(config, around, terminal);
    return 0;
  } catch (error) {
    const next = error instanceof ApiError && error.next ? ` ${error.next}` : "";
    const message = error instanceof Error ? `${error.message}${next}` : "The command failed for an unknown reason.";
    process.stderr.write(`${createRedactor(secretsOf(config))(message)}\n`);
    return 1;
  }
}

async function completionOf(words: readonly string[]): Promise<string> {
  const { completionScript } = await import("./cli/completion.ts");
  const shell = SHELLS.find((each) => each === words[0]) ?? "bash";
  return completionScript(shell, name, idsOf(catalogue));
}

async function setUp({ config, words, around }: CommandCall, print: (line: string) => void): Promise<number> {
  // Loaded here because only this command reads the files of hosts.
  const { setup } = await import("./cli/setup.ts");
  const argv = process.argv.slice(3 + words.length);
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
  return setup({ words, argv, config }, around, thisProgram(), { print, input: process.stdin, interactive });
}

function refuse(problems: readonly string[]): number {
  const lines = problems.map((problem) => `- ${problem}`).join("\n");
  const redact = createRedactor();
  process.stderr.write(redact(`${name} cannot start:\n${lines}\nRun ${name} --help to see all options.\n`));
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
