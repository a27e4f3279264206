import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { loadReference } from "../src/api/reference/reference.ts";
import { accessAsCalled, reasonNotCallable } from "../src/api/reference/request.ts";
import { coverageOf, highestAccess, servedFrom } from "../src/core/tool.ts";
import { catalogue } from "../src/tools/index.ts";
import { loadTypedTools } from "../src/tools/typed.ts";

const typedTools = await loadTypedTools();

// One rule decides what asks: `call_api` reads the facts of the typed tool that covers an operation.

const reference = await loadReference();
const changing = typedTools.filter((tool) => highestAccess(tool) !== "read");
const covering = typedTools.flatMap((tool) =>
  coverageOf(tool).map(({ operation }) => [tool.name, tool, operation] as const),
);

describe("a tool that changes something", () => {
  test.each(changing.map((tool) => [tool.name, tool] as const))("%s has facts", (_, tool) => {
    expect(tool.affects).toBeDefined();
  });
});

/** Operations that typed tools reach and that name no object: blocks of a DBFS file that is open already. */
const WITHOUT_OBJECT = ["dbfs.addBlock", "dbfs.close"];

/** Destructive operations whose parameters have another form than a tool's: `call_api` asks about each with all of them. */
const ASKED_WHOLE = [
  "aiGateway.createMcpService",
  "budgetPolicy.update",
  "budgets.create",
  "budgets.update",
  "dataQuality.deleteMonitor",
  "dataQuality.updateMonitor",
  "knowledgeAssistants.createKnowledgeSource",
  "sandbox.executeCommandSync",
  "supervisorAgents.createTool",
];

/** Operations that only add an object of their own, so that neither the tool nor `call_api` asks. */
const ADDITIONS = [
  "budgetPolicy.create",
  "dataQuality.createMonitor",
  "dataQuality.createRefresh",
  "genie.createSpace",
  "postgres.createCatalog",
  "postgres.createSyncedTable",
  "sandbox.createSandbox",
  "sandbox.startSandbox",
];

test("an operation that changes something, and that a typed tool reaches, is covered", async () => {
  const recorded: Record<string, { calls: string[] }> = JSON.parse(
    await readFile(new URL("../docs/operations.json", import.meta.url), "utf8"),
  );
  // `call_api` reaches every operation by design.
  const typed = Object.entries(recorded).filter(([tool]) => tool !== "call_api");
  const reached = new Set(typed.flatMap(([, { calls }]) => calls));
  const covered = new Set<string>(covering.map(([, , id]) => id));
  const left = [...reached].filter((id) => {
    const operation = reference.operations.get(id);
    const callable = operation && reasonNotCallable(operation) === undefined;
    return callable && operation.access !== "read" && !covered.has(id);
  });
  expect(left.sort()).toEqual([...WITHOUT_OBJECT, ...ASKED_WHOLE, ...ADDITIONS].sort());
  const accesses = (ids: readonly string[]) => [...new Set(ids.map((id) => reference.operations.get(id)?.access))];
  expect(accesses(ASKED_WHOLE)).toEqual(["destructive"]);
  expect(accesses(ADDITIONS)).toEqual(["write"]);
});

test("no operation is covered twice", () => {
  const ids = covering.map(([, , id]) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

describe("a tool and the operation that it covers", () => {
  test.each(covering)("%s: the operation exists and is not a read", (_, __, id) => {
    const operation = reference.operations.get(id);
    expect(operation).toBeDefined();
    expect(operation?.access === "read" && operation.sql === undefined).toBe(false);
  });

  test.each(covering)("%s: call_api needs the access that the tool needs", (_, tool, id) => {
    const operation = reference.operations.get(id);
    if (!operation || reasonNotCallable(operation) || operation.sql !== undefined) return;
    // A tool that is destructive by its arguments may cover an operation that is destructive by its parameters.
    if (typeof tool.access === "string") expect([id, operation.access]).toEqual([id, tool.access]);
    else expect([id, accessAsCalled(operation, {})]).toEqual([id, servedFrom(tool)]);
  });
});

test("call_api comes last and is not among the tools that cover operations", () => {
  expect(typedTools.some(({ name }) => name === "call_api")).toBe(false);
  expect(catalogue.at(-1)?.name).toBe("call_api");
});
