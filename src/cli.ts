#!/usr/bin/env node
import manifest from "../package.json" with { type: "json" };
import { cloudOf } from "./api/auth/cloud.ts";
import { systemMachine } from "./api/auth/machine.ts";
import { patCredentials } from "./api/auth/pat.ts";
import { secretsIn } from "./api/auth/settings.ts";
import { createRuntime } from "./cli/runtime.ts";
import { startEmbedded } from "./cli/sandbox.ts";
import { MISUSE, serve } from "./cli/serve.ts";
import { resolveWorkspaces, single } from "./cli/workspaces.ts";
import { filled, parseConfig, secretsOf } from "./config.ts";
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
  const userAgent = `${name}/${version}`;
  const machine = systemMachine(filled(process.env));
  const logins = config.sandbox ? undefined : await resolveWorkspaces(config, { ...machine, userAgent });
  const problems = [
    ...(parsed.kind === "problems" ? parsed.problems : []),
    ...selection.problems,
    ...(logins?.ok === false ? logins.problems : []),
  ];
  if (problems.length > 0) return refuse(problems);

  const embedded = config.sandbox ? await startEmbedded() : undefined;
  if (embedded && "problem" in embedded) return refuse([embedded.problem]);
  const { clusterId, warehouseId } = config;
  const entries = embedded
    ? single({
        host: embedded.url,
        credentials: patCredentials(embedded.token, "the sandbox"),
        cloud: cloudOf(embedded.url),
        signIn: { method: "pat", skipped: [] },
        clusterId,
        warehouseId,
      })
    : logins?.ok
      ? logins.workspaces
      : [];

  const secrets = entries.flatMap(({ login }) => login.credentials.secrets);
  const redact = createRedactor([...secretsOf(config), ...secretsIn(machine.env), ...secrets, ...proxyPasswords()]);
  const log = createLog((line) => process.stderr.write(line), redact, config.logLevel);
  const [first, ...others] = entries.map((entry) => ({
    name: entry.name,
    runtime: createRuntime(config, entry, {
      userAgent,
      log,
      redact,
      toolsets: [...new Set(selection.tools.map(({ toolset }) => toolset.id))],
      several: entries.length > 1,
    }),
  }));
  if (!first) return refuse(["No workspace is configured."]);
  const served = new Set(selection.tools);
  const makeServer = createServerFactory({
    version,
    workspaces: [first, ...others],
    tools: selection.tools,
    resources: resources.filter(({ tool }) => typeof tool === "function" || served.has(tool)),
    prompts,
    watcher: createWatcher(),
  });
  for (const entry of entries) {
    const { host, credentials } = entry.login;
    log.info("starting", { version, workspace: entry.name, host, login: credentials.source, tools: served.size });
  }
  const code = await serve(makeServer, { config, log, version, exit: (status) => process.exit(status) });
  await Promise.allSettled([first, ...others].map(({ runtime }) => runtime.close()));
  await embedded?.close();
  // A socket or worker that lingers must not keep a finished server alive.
  process.exit(code);
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
