import { InMemoryTransport } from "@modelcontextprotocol/client";
import { type ConnectedServer, createClient } from "../../dbx-bench/sessions/server.ts";
import type { Place, Task } from "../../dbx-bench/task.ts";
import type { Workspace } from "../../dbx-bench/workspace/rest.ts";
import { patCredentials } from "../../src/api/auth/methods/pat.ts";
import { createClient as createApiClient } from "../../src/api/http/create-client.ts";
import { createRedactor } from "../../src/core/output/redact.ts";
import { select } from "../../src/core/select.ts";
import { prompts } from "../../src/prompts/index.ts";
import { resources } from "../../src/resources/index.ts";
import { createServerFactory } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";
import { quickClock } from "../support/clocks/quick.ts";
import { described } from "../support/described.ts";
import { runtimeFor } from "../support/runtime.ts";

/** The value of an option in a task's arguments for our server. */
const option = (task: Task, name: string): readonly string[] | undefined => {
  const index = task.server?.indexOf(name) ?? -1;
  return index < 0 ? undefined : task.server?.[index + 1]?.split(",");
};

/**
 * Our server in this process, with the tools that the task's persona gets, in front of the task's workspaces. In code mode it
 * has all of them.
 */
export async function connectInProcess(
  task: Task,
  place: Place,
  answer: (question: string) => boolean,
  mode: "typed" | "code" = "typed",
): Promise<ConnectedServer> {
  const toolsets = mode === "code" ? ["all"] : (option(task, "--toolsets") ?? [task.persona]);
  const protect = option(task, "--protect");
  const { tools } = select(catalogue, { toolsets, access: "destructive" });
  const runtimeOf = ({ url, token }: Workspace) => {
    const client = createApiClient({
      host: url,
      credentials: patCredentials(token, "DATABRICKS_TOKEN"),
      userAgent: "dbx-bench/1",
      insecureLoopback: true,
      tuning: { clock: quickClock, rate: { perSecond: 1000 } },
    });
    return runtimeFor(client, {
      settings: { toolsets, waitBudgetMs: 45_000, ...(protect ? { protect } : {}) },
      redact: createRedactor([token]),
      clock: quickClock,
    });
  };
  const main = runtimeOf(place);
  const prod = place.prod && runtimeOf(place.prod);
  const makeServer = createServerFactory({
    version: "0.0.0-test",
    workspaces: prod
      ? [
          { name: "dev", runtime: main },
          { name: "prod", runtime: prod },
        ]
      : [{ name: "default", runtime: main }],
    tools,
    catalogue,
    resources,
    prompts,
    described: described(catalogue),
    mode,
  });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await makeServer({ scope: "dbx-bench", transport: "stdio", era: "legacy" }).connect(far);
  const client = createClient(answer);
  await client.connect(near);
  return {
    client,
    async close() {
      await client.close();
      await main.client.close();
      await prod?.client.close();
    },
  };
}
