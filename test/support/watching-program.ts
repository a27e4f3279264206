import type { Login } from "../../src/api/auth/login.ts";
import { patCredentials } from "../../src/api/auth/methods/pat.ts";
import { createRuntime } from "../../src/cli/runtime.ts";
import { serve } from "../../src/cli/serve.ts";
import { createLog } from "../../src/core/log.ts";
import { createRedactor } from "../../src/core/output/redact.ts";
import { createWatcher } from "../../src/core/resources/watch.ts";
import { resources } from "../../src/resources/index.ts";
import { createServerFactory } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";
import { configOf } from "./config.ts";

// The command over the workspace of the environment, but for one thing: it looks as often as EVERY_MS says.
const { DATABRICKS_HOST: host = "", DATABRICKS_TOKEN: token = "", EVERY_MS } = process.env;
const options = ["--insecure-loopback", "--confirm", "never", "--access", "destructive"];
const config = configOf([...options, ...process.argv.slice(2)]);
const redact = createRedactor([token]);
const log = createLog((line) => process.stderr.write(line), redact, "info");
const login: Login = {
  host,
  cloud: "AWS",
  credentials: patCredentials(token, "DATABRICKS_TOKEN"),
  signIn: { method: "pat", skipped: [] },
  clusterId: undefined,
  warehouseId: undefined,
};
const runtime = createRuntime(
  config,
  { name: "default", login, access: undefined },
  { userAgent: "watching/0", log, redact, toolsets: ["clusters"] },
);
const makeServer = createServerFactory({
  version: "0.0.0-test",
  workspaces: [{ name: "default", runtime }],
  // Describing every tool takes most of a start.
  tools: catalogue.filter(({ toolset }) => toolset.id === "clusters"),
  resources,
  prompts: [],
  watcher: createWatcher({ everyMs: Number(EVERY_MS) }),
});
const code = await serve(makeServer, { config, log, version: "0.0.0-test", exit: (status) => process.exit(status) });
await runtime.close();
process.exit(code);
