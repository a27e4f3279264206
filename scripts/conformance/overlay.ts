import { startSandbox } from "../../sandbox/index.ts";
import type { Login } from "../../src/api/auth/login.ts";
import { patCredentials } from "../../src/api/auth/methods/pat.ts";
import { createRuntime } from "../../src/cli/runtime.ts";
import { parseConfig } from "../../src/config.ts";
import { createLog } from "../../src/core/log.ts";
import { createRedactor } from "../../src/core/output/redact.ts";
import { toolsetIds } from "../../src/core/tool.ts";
import { prompts } from "../../src/prompts/index.ts";
import { resources } from "../../src/resources/index.ts";
import type { ClientConnection } from "../../src/server/connection.ts";
import { createServerFactory, type ServerFactory } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";
import { serveHttp } from "../../src/transports/http.ts";
import { fixturePrompts, fixtureResources, reader } from "./addresses.ts";
import { fixtureTools } from "./fixtures.ts";

/**
 * The product's server and HTTP application over the sandbox, with the suite's fixtures added. In code mode the suite's calls
 * of its tools become scripts that call them.
 */
export async function startOverlay(mode: "typed" | "code"): Promise<{ url: string; close(): Promise<void> }> {
  const parsed = parseConfig({
    argv: ["--sandbox"],
    env: {},
    name: "mcp-server-databricks",
    version: "0.0.0-conformance",
    known: { toolsets: [], tools: [] },
  });
  if (parsed.kind !== "config") throw new Error(JSON.stringify(parsed));
  const sandbox = await startSandbox({ speed: 50 });
  const redact = createRedactor([sandbox.token]);
  const log = createLog((line) => process.stderr.write(line), redact, "warning");
  const credentials = patCredentials(sandbox.token, "the sandbox");
  const login: Login = {
    host: sandbox.url,
    cloud: "AWS",
    credentials,
    signIn: { method: "pat", skipped: [] },
    clusterId: undefined,
    warehouseId: undefined,
  };
  const runtime = createRuntime(
    parsed.config,
    { name: "default", login, access: undefined },
    { userAgent: "conformance/0", log, redact, toolsets: toolsetIds(catalogue) },
  );
  const makeServer = createServerFactory({
    version: "0.0.0-conformance",
    workspaces: [{ name: "default", runtime }],
    mode,
    tools: [...catalogue, ...fixtureTools, reader],
    resources: [...resources, ...fixtureResources],
    prompts: [...prompts, ...fixturePrompts],
  });
  const http = await serveHttp(mode === "code" ? throughScripts(makeServer) : makeServer, {
    hostname: "127.0.0.1",
    port: 0,
    log,
    health: () => ({ status: "ok" }),
  });
  return {
    url: http.url,
    async close() {
      await http.close();
      await runtime.close();
      await sandbox.close();
    },
  };
}

interface ToolCall {
  readonly params: { readonly name: string; readonly arguments?: object };
}

type CallHandler = (request: ToolCall, ctx: unknown) => unknown;

/** The same servers, for a client that calls the suite's tools by their names. */
function throughScripts(makeServer: ServerFactory): ServerFactory {
  const suiteTools = new Set(fixtureTools.map(({ name }) => name));
  const asScript = ({ params, ...request }: ToolCall): ToolCall => {
    const script = `return await databricks.${params.name}(${JSON.stringify(params.arguments ?? {})})`;
    return { ...request, params: { ...params, name: "run_script", arguments: { script } } };
  };
  const makeWrapped = (connection: ClientConnection) => {
    const server = makeServer(connection);
    // The SDK replaces a handler and does not give the one before.
    const handlers: Map<string, CallHandler> = Reflect.get(server, "_requestHandlers");
    const call = handlers.get("tools/call");
    handlers.set("tools/call", (request, ctx) =>
      call?.(suiteTools.has(request.params.name) ? asScript(request) : request, ctx),
    );
    return server;
  };
  return Object.assign(makeWrapped, { subscribe: makeServer.subscribe, watchTools: makeServer.watchTools });
}
