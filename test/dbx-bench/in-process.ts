import { InMemoryTransport } from "@modelcontextprotocol/client";
import { type ConnectedServer, createClient } from "../../dbx-bench/sessions/server.ts";
import type { Place, Task } from "../../dbx-bench/task.ts";
import type { Workspace } from "../../dbx-bench/workspace/rest.ts";
import { patCredentials } from "../../src/api/auth/methods/pat.ts";
import { createClient as createApiClient } from "../../src/api/http/create-client.ts";
import { createConsentLedger } from "../../src/core/consent/ledger.ts";
import { createLog } from "../../src/core/log.ts";
import { createMemory } from "../../src/core/memory.ts";
import { createRedactor } from "../../src/core/output/redact.ts";
import { createResultStore } from "../../src/core/output/results.ts";
import { select } from "../../src/core/select.ts";
import { createPolls } from "../../src/core/waiting/polls.ts";
import { prompts } from "../../src/prompts/index.ts";
import { resources } from "../../src/resources/index.ts";
import { createServerFactory } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";
import { described } from "../support/described.ts";
import { quickClock } from "../support/quick-clock.ts";

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
    const redact = createRedactor([token]);
    return {
      client: createApiClient({
        host: url,
        credentials: patCredentials(token, "DATABRICKS_TOKEN"),
        userAgent: "dbx-bench/1",
        insecureLoopback: true,
        tuning: { clock: quickClock, rate: { perSecond: 1000 } },
      }),
      settings: {
        host: url,
        cloud: "AWS",
        authType: "pat",
        toolsets,
        access: "destructive",
        confirm: "ask",
        waitBudgetMs: 45_000,
        outputBudgetChars: 40_000,
        ...(protect ? { protect } : {}),
      },
      redact,
      log: createLog(() => {}, redact, "error"),
      results: createResultStore({ redact }),
      memory: createMemory(),
      polls: createPolls(quickClock),
      consents: createConsentLedger(),
      detached: new Set<Promise<unknown>>(),
    } as const;
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
