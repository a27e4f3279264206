#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import manifest from "../package.json" with { type: "json" };
import { type LoginResult, resolveLogin } from "./api/auth/login.ts";
import { patCredentials } from "./api/auth/pat.ts";
import { createRuntime } from "./cli/runtime.ts";
import { startEmbedded } from "./cli/sandbox.ts";
import { MISUSE, serve } from "./cli/serve.ts";
import { type Config, parseConfig, secretsOf } from "./config.ts";
import { createLog } from "./core/log.ts";
import { createRedactor } from "./core/redact.ts";
import { select } from "./core/select.ts";
import { createWatcher } from "./core/watch.ts";
import { prompts } from "./prompts/index.ts";
import { resources } from "./resources/index.ts";
import { createServerFactory } from "./server.ts";
import { catalogue } from "./tools/index.ts";

const { name, version } = manifest;

process.exitCode = await main();

async function main(): Promise<number> {
  const parsed = parseConfig({
    argv: process.argv.slice(2),
    env: process.env,
    name,
    version,
    known: {
      toolsets: [...new Set(catalogue.map(({ toolset }) => toolset.id))],
      tools: catalogue.map((tool) => tool.name),
    },
  });
  if (parsed.kind === "print") {
    process.stdout.write(parsed.text);
    return 0;
  }
  const { config } = parsed;
  const selection = select(catalogue, config);
  const login = config.sandbox ? undefined : readLogin(config);
  const problems = [
    ...(parsed.kind === "problems" ? parsed.problems : []),
    ...selection.problems,
    ...(login?.ok === false ? login.problems : []),
  ];
  if (problems.length > 0) return refuse(problems);

  const embedded = config.sandbox ? await startEmbedded() : undefined;
  if (embedded && "problem" in embedded) return refuse([embedded.problem]);
  const { clusterId, warehouseId } = config;
  const workspace = embedded
    ? { host: embedded.url, credentials: patCredentials(embedded.token, "the sandbox"), clusterId, warehouseId }
    : login?.ok && login.login;
  if (!workspace) return refuse(["No workspace is configured."]);

  const redact = createRedactor([...secretsOf(config), ...workspace.credentials.secrets, ...proxyPasswords()]);
  const log = createLog((line) => process.stderr.write(line), redact, config.logLevel);
  const runtime = createRuntime(config, workspace, { userAgent: `${name}/${version}`, log, redact });
  const served = new Set(selection.tools);
  const makeServer = createServerFactory({
    version,
    workspaces: [{ name: "default", runtime }],
    tools: selection.tools,
    resources: resources.filter(({ tool }) => typeof tool === "function" || served.has(tool)),
    prompts,
    watcher: createWatcher(),
  });
  log.info("starting", { version, host: workspace.host, login: workspace.credentials.source, tools: served.size });
  const code = await serve(makeServer, { config, log, version, exit: (status) => process.exit(status) });
  await Promise.allSettled([runtime.close(), embedded?.close()]);
  // A socket or worker that lingers must not keep a finished server alive.
  process.exit(code);
}

function readLogin(config: Config): LoginResult {
  const read = (path: string) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  };
  return resolveLogin(config, { home: homedir(), read });
}

function refuse(problems: readonly string[]): number {
  const lines = problems.map((problem) => `- ${problem}`).join("\n");
  const redact = createRedactor();
  process.stderr.write(redact(`${name} cannot start:\n${lines}\nRun ${name} --help for every option.\n`));
  return MISUSE;
}

/** Passwords in proxy variables are secrets the redactor must know. */
function proxyPasswords(): string[] {
  return Object.entries(process.env).flatMap(([key, value]) => {
    if (!/^(https?|all)_proxy$/i.test(key) || !value || !URL.canParse(value)) return [];
    const { password } = new URL(value);
    return password === "" ? [] : [password, decodeURIComponent(password)];
  });
}
