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
import { createServerFactory } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";
import { serveHttp } from "../../src/transports/http.ts";
import { fixturePrompts, fixtureResources, reader } from "./addresses.ts";
import { fixtureTools } from "./fixtures.ts";

/** The product's server and HTTP application over the sandbox, with the suite's fixtures added. */
export async function startOverlay(): Promise<{ url: string; close(): Promise<void> }> {
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
    tools: [...catalogue, ...fixtureTools, reader],
    resources: [...resources, ...fixtureResources],
    prompts: [...prompts, ...fixturePrompts],
  });
  const http = await serveHttp(makeServer, { hostname: "127.0.0.1", port: 0, log, health: () => ({ status: "ok" }) });
  return {
    url: http.url,
    async close() {
      await http.close();
      await runtime.close();
      await sandbox.close();
    },
  };
}
