import manifest from "../package.json" with { type: "json" };
import { systemMachine } from "./api/auth/machine.ts";
import { secretsIn } from "./api/auth/settings.ts";
import { ApiError } from "./api/http/errors.ts";
import { readCatalogue } from "./cli/catalogue.ts";
import { createLineWriter } from "./cli/line-writer.ts";
import { openExportDirectory, openWorkspaces } from "./cli/open.ts";
import { commandLine, launchOf, PROGRAM_NAME, thisProgram } from "./cli/program.ts";
import { createRuntime } from "./cli/runtime.ts";
import { MISUSE, serve } from "./cli/serve.ts";
import type { ServiceOptions } from "./cli/service.ts";
import type { WatchOptions } from "./cli/watching.ts";
import { entriesByKind, type Surroundings } from "./cli/workspaces.ts";
import { SHELLS } from "./config/commands.ts";
import { type Config, parseConfig, secretsOf, withoutEmptyVariables } from "./config.ts";
import { createLog, type Log } from "./core/log.ts";
import { createRedactor } from "./core/output/redact.ts";
import { createWatcher } from "./core/resources/watch.ts";
import { select } from "./core/select.ts";
import { createTasks } from "./core/tasks/tasks.ts";
import type { ListedTool } from "./core/tool.ts";
import { createServerFactory } from "./server.ts";
import type { SurfaceDeps } from "./service/surfaces.ts";

const name = PROGRAM_NAME;
const { version } = manifest;

void main().then((code) => {
  process.exitCode = code;
});

async function main(): Promise<number> {
  const { tools: catalogue, codeModeTools, watchable } = await readCatalogue();
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
  const { config, command, words, options } = parsed;
  const selection = select(catalogue, config);
  const toolsets = idsOf(selection.tools);
  const userAgent = `${name}/${version}`;
  const around = { ...systemMachine(withoutEmptyVariables(process.env)), userAgent };
  const wrong = [...(parsed.kind === "problems" ? parsed.problems : []), ...selection.problems];
  if (command === "login" || command === "logout" || command === "setup" || command === "completion") {
    return wrong.length > 0
      ? refuse(wrong)
      : runCommand(command, { config, words, options, around, toolsets: idsOf(catalogue) });
  }

  const exports = await openExportDirectory(config);
  wrong.push(...exports.problems);
  const opened = await openWorkspaces(config, around, wrong.length > 0);
  const { workspaces: entries } = opened;
  const problems = [...wrong, ...opened.problems];
  const secrets = entries.flatMap(({ login }) => login.credentials.secrets);
  const redact = createRedactor([...secretsOf(config), ...secretsIn(around.env), ...secrets, ...proxyPasswords()]);
  if (command === "doctor") {
    const { diagnose } = await import("./cli/doctor.ts");
    const { asJson, asText, healthy } = await import("./cli/doctor/report.ts");
    const all = idsOf(catalogue);
    const examination = { config, env: around.env, home: around.home, userAgent, toolsets: { all, served: toolsets } };
    const report = await diagnose(examination, entries, {
      name,
      version,
      problems,
      options,
      program: thisProgram(),
    });
    process.stdout.write(redact(config.json ? asJson(report) : asText(report)));
    await opened.close();
    return healthy(report) ? 0 : 1;
  }
  if (problems.length > 0) return refuse(problems);

  const write = createLineWriter((text) => void process.stderr.write(text));
  process.on("exit", write.flush);
  const watched = await watch(config, { env: around.env, version, redact, write });
  if (watched && "problems" in watched) return refuse(watched.problems);
  const log = createLog(watched?.write ?? write, redact, config.logLevel);
  const sharing = config.redis === undefined ? undefined : await share(config, config.redis, log);
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
      observer: watched?.observer,
      onAttempt: watched?.onAttempt(entry.name),
      sharing,
    }),
  }));
  if (!first) return refuse(["No workspace is configured."]);
  const tasks = createTasks(sharing && { store: sharing.tasks });
  const deps: SurfaceDeps = {
    version,
    workspaces: [first, ...others],
    tools: selection.tools,
    catalogue,
    resources: async () => (await import("./resources/index.ts")).resources,
    prompts: async () => (await import("./prompts/index.ts")).prompts,
    watchable,
    watcher: createWatcher({ exchange: sharing?.snapshots }),
    sealKeys: sharing?.sealKeys,
    mode: config.mode,
    onDemand: config.onDemand,
    codeModeTools,
    tasks,
  };
  const service =
    config.http && (await open(config, { deps, entries, machine: around, userAgent, log, watched, sharing }));
  if (service && "problems" in service) return refuse(service.problems);
  if (watched?.metricsUrl) log.info("metrics", { url: watched.metricsUrl });
  const makeServer = createServerFactory(deps);
  for (const entry of entries) {
    const { host, credentials } = entry.login;
    for (const note of entry.login.notes ?? []) log.warning("login", { workspace: entry.name, note });
    log.info("starting", {
      version,
      workspace: entry.name,
      host,
      login: credentials.source,
      tools: selection.tools.length,
    });
  }
  const code = await serve(makeServer, { config, service, log, version, exit: (status) => process.exit(status) });
  tasks.close();
  await Promise.allSettled([service?.close(), watched?.close()]);
  await Promise.allSettled([first, ...others].map(({ runtime }) => runtime.close()));
  await Promise.allSettled([sharing?.close(), opened.close()]);
  // An open socket or worker must not keep the process alive.
  process.exit(code);
}

function idsOf(tools: readonly ListedTool[]): string[] {
  return [...new Set(tools.map(({ toolset }) => toolset.id))];
}

/** Only a server over HTTP, or one that is traced, loads this. */
async function watch(config: Config, options: WatchOptions) {
  const traced = Object.keys(options.env).some((name) => name.startsWith("OTEL_"));
  return config.http || traced ? (await import("./cli/watching.ts")).openWatching(config, options) : undefined;
}

const open = async (config: Config, options: ServiceOptions) =>
  (await import("./cli/service.ts")).openService(config, options);

/** Only a server that shares a workspace with others loads the client of Redis. */
async function share(config: Config, url: string, log: Log) {
  const { openSharing } = await import("./service/redis/shared.ts");
  const { auth, authIssuer, publicUrl, actAs, redisReplicas } = config;
  return openSharing({ url, replicas: redisReplicas, service: [auth, authIssuer, publicUrl, actAs], log });
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
