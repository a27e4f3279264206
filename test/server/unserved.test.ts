import { describe, expect, test } from "vitest";
import { explainUnserved, whyUnserved, withoutUnserved } from "../../src/server/unserved.ts";
import { catalogue } from "../../src/tools/index.ts";
import { connect, textOf } from "../support/harness.ts";
import { on, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const settings = {
  host: "https://a.example",
  cloud: "AWS",
  authType: "pat",
  toolsets: [],
  access: "write",
  confirm: "ask",
  waitBudgetMs: 1,
  outputBudgetChars: 1,
} as const;

const toolsNamed = (...names: string[]) => catalogue.filter(({ name }) => names.includes(name));

test("a tool that is not served: its toolset and presets, or the access that it requires", () => {
  const reasons = toolsNamed("create_dashboard", "delete_job").map((tool) => whyUnserved(tool, settings));
  expect(reasons).toHaveLength(2);
  expect(reasons).toContain("It is in toolset dashboards (also in analyst): the operator can add it with --toolsets.");
  expect(reasons).toContain(
    "It requires destructive access, and the server runs with --access write. The operator can raise it.",
  );
});

test("a call of a tool that is not served says so", async () => {
  const { call } = await connect({ tools: catalogue.filter(({ name }) => name === "list_jobs") });
  await expect(call("create_dashboard", {})).rejects.toThrow(
    "Unknown tool: create_dashboard. It is in toolset dashboards",
  );
  await expect(call("make_coffee", {})).rejects.toThrow(
    "Unknown tool: make_coffee. tools/list shows the tools served.",
  );
});

describe("the description of a tool", () => {
  const describedWith = async (...names: string[]) => {
    const { client } = await connect({ tools: toolsNamed(...names) });
    const { tools } = await client.listTools();
    return tools.find(({ name }) => name === "delete_job")?.description;
  };

  test("names no tool that is not served", async () => {
    expect(await describedWith("delete_job")).toBe("Deletes a job and its schedule.");
    expect(await describedWith("delete_job", "cancel_all_job_runs")).toBe(
      "Deletes a job and its schedule. Active runs continue; stop them with cancel_all_job_runs.",
    );
  });

  test("keeps its first sentence, and sentences of an abbreviation together", () => {
    const isUnserved = (name: string) => name === "get_x";
    expect(withoutUnserved("Reads x as get_x does. Then y.", isUnserved)).toBe("Reads x as get_x does. Then y.");
    expect(withoutUnserved("Reads x. Others, e.g. of get_x, too. Then y.", isUnserved)).toBe("Reads x. Then y.");
  });
});

describe("advice that names a tool", () => {
  const running = () => {
    on("POST /api/2.0/sql/statements/s1/cancel", {});
    on("GET /api/2.0/sql/statements/s1", { statement_id: "s1", status: { state: "RUNNING" } });
  };

  test("that is not served says where it is, in the text and in the field", async () => {
    const { call } = await connect({ tools: toolsNamed("cancel_sql_statement") });
    running();
    const result = await call("cancel_sql_statement", { statement_id: "s1" });
    const hint =
      /poll_sql_result is not served\. It is in toolset sql \(.*\): the operator can add it with --toolsets\.$/;
    expect(textOf(result)).toMatch(hint);
    expect(result.structuredContent).toMatchObject({ next: expect.stringMatching(hint) });
  });

  test("that is served stays as it is", async () => {
    const { call } = await connect({ tools: toolsNamed("cancel_sql_statement", "poll_sql_result") });
    running();
    const { structuredContent } = await call("cancel_sql_statement", { statement_id: "s1" });
    expect(structuredContent).toMatchObject({ next: "Not cancelled yet. Check with poll_sql_result." });
  });

  test("in an error: the access that it requires", async () => {
    const { call } = await connect({ tools: toolsNamed("execute_sql_read_only"), settings: { access: "read" } });
    const refused = await call("execute_sql_read_only", { statement: "DROP TABLE a.b.c" });
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toMatch(/execute_sql is not served\. It requires write access, and the server runs with/);
  });

  test("data of the workspace that contains the name of a tool is not advice", async () => {
    const { call } = await connect({ tools: toolsNamed("get_job") });
    on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "delete_job and list_jobs", description: "run_job" } });
    expect(textOf(await call("get_job", { job_id: "7" }))).not.toContain("is not served");
  });
});

test("at most three tools are explained, and a result without text gets one", () => {
  const missing = ["list_a and list_b", "list_c", "list_d"];
  const { content } = explainUnserved({ content: [], structuredContent: { missing } }, (name) => `${name}!`);
  expect(content).toEqual([
    {
      type: "text",
      text: "list_a is not served. list_a!\nlist_b is not served. list_b!\nlist_c is not served. list_c!",
    },
  ]);
});

test("of alternatives one that is served is enough; tools with one reason are named together", () => {
  const advise = (next: string, why: (name: string) => string | undefined) =>
    textOf(explainUnserved({ content: [{ type: "text", text: next }], isError: true }, why));
  const inIdentity = (name: string) =>
    name.startsWith("list_") && name !== "list_jobs"
      ? "It is in toolset identity: the operator can add it with --toolsets."
      : undefined;
  const served = "Find it with list_users, list_groups or list_jobs.";
  expect(advise(served, inIdentity)).toBe(served);
  expect(advise("Find it with list_users or list_groups.", inIdentity)).toBe(
    "Find it with list_users or list_groups.\nlist_users, list_groups are not served. They are in toolset identity: the operator can add them with --toolsets.",
  );
});
