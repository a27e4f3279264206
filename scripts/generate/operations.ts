import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadReference, type Operation, type Reference } from "../../src/api/reference/reference.ts";
import { reasonNotCallable } from "../../src/api/reference/request.ts";
import { countRoutes, countsByService, countsInWords, sdkRoutes } from "./coverage.ts";

/** Tool → operation ids, as the tests of the tools recorded them: `docs/operations.json`. */
export type ToolReach = Readonly<
  Record<
    string,
    {
      readonly calls: readonly string[];
      readonly cleanup?: readonly string[] | undefined;
      readonly asks?: readonly string[] | undefined;
    }
  >
>;

const root = fileURLToPath(new URL("../..", import.meta.url));
const loaded = await loadReference();

/** Tools named in a row; the others lead there on the way to something else. */
const NAMED = 3;

/** `docs/operations.md`: what reaches every operation of the platform. */
export function operationsPage(reference: Reference, reach: ToolReach): string {
  const tools = toolsByOperation(reach);
  const operations = [...reference.operations.values()];
  const services = [...new Set(operations.map(({ service }) => service))];
  const typed = operations.filter(({ id }) => tools.has(id)).length;
  const called = operations.filter((operation) => !tools.has(operation.id) && !reasonNotCallable(operation)).length;
  const sections = services.map((service) => {
    const rows = operations
      .filter((operation) => operation.service === service)
      .map((operation) => {
        const { id, method, path, access } = operation;
        return `| ${id} | \`${method} ${path}\` | ${access} | ${cell(reachedBy(operation, tools.get(id) ?? []))} |`;
      });
    return [`## ${service}`, "", "| Operation | Request | Access | Reached by |", "|---|---|---|---|", ...rows].join(
      "\n",
    );
  });
  const intro = `Generated from the requests that the tests of the tools recorded (\`docs/operations.json\`). Of ${
    operations.length
  } operations, typed tools reach ${typed} and \`call_api\` reaches the other ${called}; ${
    operations.length - typed - called
  } are unavailable for the reason given. \`call_api\` also reaches those with typed tools. A tool marked *on cancellation* sends the request only to undo what a cancelled call had started.`;
  const { version, routes } = sdkRoutes();
  const reached = new Set(tools.keys());
  const sdk = countsInWords(version, countRoutes(reference, reached, routes));
  const account =
    "Operations with `{account_id}` in their path belong to the account. They are called on an entry of `--workspaces` whose profile has the host of the account console and an `account_id`.";
  const table = countsByService(reference, reached, routes);
  return `${["# Operations", intro, sdk, account, table, ...sections].join("\n\n")}\n`;
}

/** How much of the platform the server reaches, for the README. */
export function reachInWords(): string {
  const { version, routes } = sdkRoutes();
  const reach: ToolReach = JSON.parse(readFileSync(`${root}docs/operations.json`, "utf8"));
  return countsInWords(version, countRoutes(loaded, new Set(toolsByOperation(reach).keys()), routes));
}

/** Operation id → the tools that reach it, the most specific first. */
function toolsByOperation(reach: ToolReach): ReadonlyMap<string, readonly string[]> {
  const specific = Object.entries(reach).sort(([, a], [, b]) => a.calls.length - b.calls.length);
  const byOperation = new Map<string, string[]>();
  const add = (id: string, tool: string) => byOperation.set(id, [...(byOperation.get(id) ?? []), tool]);
  for (const [name, { calls }] of specific) for (const id of calls) add(id, `\`${name}\``);
  for (const [name, { cleanup = [] }] of specific) for (const id of cleanup) add(id, `\`${name}\` (on cancellation)`);
  return byOperation;
}

function reachedBy(operation: Operation, tools: readonly string[]): string {
  if (tools.length > 0) {
    const more = tools.length > NAMED ? ` and ${tools.length - NAMED} more` : "";
    return tools.slice(0, NAMED).join(", ") + more;
  }
  const reason = reasonNotCallable(operation);
  return reason === undefined ? "`call_api`" : `none: ${reason}. ${operation.instead ?? ""}`.trim();
}

const cell = (text: string) => text.replaceAll("|", "\\|");
