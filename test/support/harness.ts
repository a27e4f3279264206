import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { expect, onTestFinished } from "vitest";
import { patCredentials } from "../../src/api/auth/methods/pat.ts";
import type { Clock } from "../../src/api/http/clock.ts";
import type { WorkspaceClient } from "../../src/api/http/create-client.ts";
import { createClient } from "../../src/api/http/create-client.ts";
import { loadReference } from "../../src/api/reference/reference.ts";
import type { Settings } from "../../src/core/calls/context.ts";
import type { ConsentLedger } from "../../src/core/consent/ledger.ts";
import { createLog } from "../../src/core/log.ts";
import { createRedactor } from "../../src/core/output/redact.ts";
import { createResultStore } from "../../src/core/output/results.ts";
import type { Prompt } from "../../src/core/prompts/define.ts";
import type { Resource } from "../../src/core/resources/define.ts";
import { createWatcher } from "../../src/core/resources/watch.ts";
import type { Runtime } from "../../src/core/runtime.ts";
import type { Tasks } from "../../src/core/tasks/tasks.ts";
import type { Tool } from "../../src/core/tool.ts";
import { resources as allResources } from "../../src/resources/index.ts";
import { createServerFactory, type ServerDeps } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";
import { skippingClock } from "./clocks/skipping.ts";
import { described } from "./described.ts";
import { underContract } from "./record/contract.ts";
import { runtimeFor } from "./runtime.ts";
import { HOST, TOKEN } from "./workspace.ts";

export interface HarnessOptions {
  readonly settings?: Partial<Settings>;
  readonly tools?: readonly Tool[];
  readonly resources?: readonly Resource[];
  readonly prompts?: readonly Prompt[];
  /**
   * Requests of the catalogue's tools are checked against the API reference; tools a test makes for itself may send
   * what they like. `false`: this test sends on purpose what the reference does not know.
   */
  readonly contract?: boolean;
  /** Several workspaces, `https://<name>.cloud.databricks.com` each, instead of the one. */
  readonly workspaces?: Readonly<Record<string, Partial<Settings>>>;
  /** The clock of waits. By default waits take no time: see `clocks/skipping.ts`. */
  readonly clock?: Clock;
  /** How the user answers an elicitation. Without it the client cannot ask. */
  readonly answer?: (message: string) => PersonAnswer | Promise<PersonAnswer>;
  /** The clock of questions, where a test has its own. */
  readonly consents?: ConsentLedger;
  /** Code mode lists two tools that reach the others. */
  readonly mode?: "typed" | "code";
  /** Scripts of code mode, where a test has its own limits. */
  readonly scripts?: ServerDeps["scripts"];
  /** Toolsets that the client may add itself. */
  readonly onDemand?: readonly string[];
  /** Calls that continue after their request. */
  readonly tasks?: Tasks;
}

/** Not an interface: the SDK wants an object with any key. */
export type PersonAnswer = { action: "accept" | "decline" | "cancel"; content?: Record<string, boolean> };

/** The first text block of a result. */
export const textOf = (result: { content: readonly unknown[] }): string => {
  for (const block of result.content) {
    if (block && typeof block === "object" && "text" in block && typeof block.text === "string") return block.text;
  }
  return "";
};

/** A real client, in memory, connected to the real server over the mocked workspace. Closed with the test. */
export async function connect(options: HarnessOptions = {}) {
  const lines: string[] = [];
  const redact = createRedactor([TOKEN]);
  const log = createLog((line) => lines.push(line), redact, "debug");
  const tools = options.tools ?? catalogue;
  const resources = options.resources ?? allResources;
  const checked = options.contract ?? tools.every((tool) => catalogue.includes(tool));
  const contract = underContract(await loadReference());
  const clock = options.clock ?? skippingClock();
  const apis: WorkspaceClient[] = [];
  const open = (host: string, settings: Partial<Settings>, base?: string): Runtime => {
    const api = createClient({
      host,
      credentials: patCredentials(TOKEN, "DATABRICKS_TOKEN"),
      userAgent: "test/1",
      // The rate has tests of its own: here a listing of hundreds of pages would only wait for it.
      tuning: { clock, rate: { perSecond: 1000 } },
    });
    apis.push(api);
    return runtimeFor(checked ? contract.client(api) : api, {
      settings: { host, waitBudgetMs: 2000, ...settings },
      redact,
      log,
      results: createResultStore({ ...(base ? { base } : {}) }),
      clock,
      ...(options.consents && { consents: options.consents }),
    });
  };
  const several = Object.entries(options.workspaces ?? {}).map(([workspace, settings]) => ({
    name: workspace,
    runtime: open(
      `https://${workspace}.cloud.databricks.com`,
      { workspace, ...settings },
      `databricks://${workspace}/results/`,
    ),
  }));
  const [first = { name: "default", runtime: open(HOST, options.settings ?? {}) }, ...others] = several;
  const { runtime } = first;
  const makeServer = createServerFactory({
    version: "0.0.0-test",
    workspaces: [first, ...others],
    tools: checked ? tools.map(contract.tool) : tools,
    catalogue,
    resources: checked ? resources.map(contract.resource) : resources,
    prompts: options.prompts ?? [],
    watcher: createWatcher({ everyMs: 50 }),
    mode: options.mode ?? "typed",
    onDemand: options.onDemand,
    ...(options.tasks && { tasks: options.tasks }),
    ...(options.scripts && { scripts: options.scripts }),
    described: described(tools),
  });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await makeServer({ scope: "test", transport: "stdio", era: "legacy" }).connect(far);
  const client = new Client(
    { name: "test", version: "1.0.0" },
    { capabilities: options.answer ? { elicitation: { form: {} } } : {} },
  );
  const questions: string[] = [];
  const answer = options.answer;
  if (answer) {
    client.setRequestHandler("elicitation/create", ({ params }) => {
      questions.push(params.message);
      return answer(params.message);
    });
  }
  await client.connect(near);
  onTestFinished(async () => {
    await client.close();
    await Promise.all(apis.map((api) => api.close()));
    expect(contract.broken).toEqual([]);
  });
  return {
    client,
    runtime,
    /** For the transports. */
    makeServer,
    /** The questions to the user. */
    questions,
    /** Structured log lines. */
    lines,
    call: (name: string, args: Record<string, unknown> = {}) => client.callTool({ name, arguments: args }),
  };
}

/** A person who says yes. */
export const yes = () => ({ action: "accept" as const, content: { confirm: true } });
