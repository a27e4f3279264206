import { describe, expect, test } from "vitest";
import { connect } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const PATH = "/api/2.1/unity-catalog/mcp-services";
const accept = () => ({ action: "accept" as const, content: { confirm: true } });
const service = {
  name: "mcp-services/main.tools.databricks",
  effective_owner: "ana",
  config: { source_connection: { name: "connections/main.tools.mcp" }, include_tool_selectors: ["get_*"] },
};
const shown = {
  full_name: "main.tools.databricks",
  connection: "main.tools.mcp",
  include_tool_selectors: ["get_*"],
  owner: "ana",
};

describe("list_mcp_services", () => {
  test("returns those of a schema", async () => {
    const seen = on(`GET ${PATH}`, { mcp_services: [service], next_page_token: "n" });
    const { call } = await connect();
    const result = await call("list_mcp_services", { full_name: "main.tools" });
    expect(seen[0]?.query).toEqual({ parent: "schemas/main.tools", page_size: "50", view: "FULL" });
    expect(result.structuredContent).toEqual({ services: [shown], next_page_token: "n" });
  });
});

describe("create_mcp_service", () => {
  const args = { full_name: "main.tools.databricks", connection: "main.tools.mcp" };

  test.each([
    [{ include_tool_selectors: ["get_*"] }, 'can call these tools: "get_*"'],
    [{}, 'can call every tool of the server behind "main.tools.mcp"'],
  ])("asks who can call what: %j", async (more, consequence) => {
    const seen = on(`POST ${PATH}`, service);
    const { call, questions } = await connect({ answer: accept });
    expect((await call("create_mcp_service", { ...args, ...more })).structuredContent).toEqual(shown);
    expect(questions[0]).toContain(consequence);
    expect(seen[0]).toMatchObject({
      query: { parent: "schemas/main.tools", mcp_service_id: "databricks" },
      body: { config: { source_connection: { name: "connections/main.tools.mcp" }, ...more } },
    });
  });
});

describe("delete_mcp_service", () => {
  test("asks", async () => {
    on(`GET ${PATH}/main.tools.databricks`, service);
    const seen = on(`DELETE ${PATH}/main.tools.databricks`, {});
    const { call, questions } = await connect({ answer: accept });
    await call("delete_mcp_service", { full_name: "main.tools.databricks" });
    expect(questions[0]).toContain("Agents can no longer call its tools");
    expect(seen).toHaveLength(1);
  });

  test("call_api asks the same question", async () => {
    on(`GET ${PATH}/main.tools.databricks`, service);
    on(`DELETE ${PATH}/main.tools.databricks`, {});
    const { call, questions } = await connect({ answer: accept });
    const parameters = { name: "mcp-services/main.tools.databricks" };
    await call("call_api", { operation: "aiGateway.deleteMcpService", parameters });
    expect(questions[0]).toContain("Agents can no longer call its tools");
  });
});
