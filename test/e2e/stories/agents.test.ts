import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a knowledge assistant and a supervisor that uses it", async () => {
  const { call, failure } = story;
  const source = {
    display_name: "Exports",
    description: "Exports",
    source_type: "files",
    files: { path: "/Volumes/main/sales/landing" },
  };
  const fields = { display_name: "Manuals", description: "Answers from manuals" };
  const { name } = await call("create_knowledge_assistant", { ...fields, sources: [source] });
  expect(await call("list_knowledge_assistants")).toMatchObject({ agents: [{ name, display_name: "Manuals" }] });
  expect(await call("get_agent", { name })).toMatchObject({
    sources: [{ source: "/Volumes/main/sales/landing", state: "UPDATED" }],
  });
  expect(await failure("create_knowledge_assistant", { ...fields, sources: [source] })).toContain(
    "An agent of this name exists",
  );

  const knowledge_assistant = { knowledge_assistant_id: String(name).split("/")[1] };
  const tool = { tool_id: "manuals", tool_type: "knowledge_assistant", knowledge_assistant, description: "Manuals" };
  const desk = await call("create_supervisor_agent", { display_name: "Desk", description: "Answers", tools: [tool] });
  await call("update_agent", { name: desk.name, instructions: "Be brief" });
  expect(await call("list_supervisor_agents")).toMatchObject({ agents: [{ name: desk.name }] });
  expect(await call("get_agent", { name: desk.name })).toMatchObject({
    instructions: "Be brief",
    tools: [{ tool_id: "manuals", target: knowledge_assistant.knowledge_assistant_id }],
  });
  await call("delete_agent", { name: desk.name });
  await call("delete_agent", { name });
  expect(await call("list_knowledge_assistants")).toEqual({ agents: [] });
  expect(await failure("get_agent", { name })).toContain("list_knowledge_assistants");
});

test("an MCP server registered in AI Gateway", async () => {
  const { call } = story;
  const full_name = "main.sales.databricks";
  const schema = { full_name: "main.sales" };
  await call("create_mcp_service", { full_name, connection: "main.sales.mcp", include_tool_selectors: ["get_*"] });
  expect(await call("list_mcp_services", schema)).toMatchObject({ services: [{ full_name }] });
  await call("delete_mcp_service", { full_name });
  expect(await call("list_mcp_services", schema)).toEqual({ services: [] });
});

test("a Genie space: created, edited, deleted", async () => {
  const { call, failure } = story;
  const tables = ["main.sales.orders"];
  const warehouse_id = "7e083095329f3ca5";
  const { space_id } = await call("create_genie_space", { title: "Orders", warehouse_id, tables });
  await call("update_genie_space", {
    space_id,
    instructions: "Amounts are in euros.",
    sample_questions: ["How much?"],
  });
  expect(await call("get_genie_space", { space_id, include_serialized: true })).toMatchObject({
    title: "Orders",
    tables,
    instructions: "Amounts are in euros.",
    sample_questions: ["How much?"],
    etag: "2",
  });
  expect(JSON.stringify(await call("list_genie_spaces"))).toContain("Orders");
  await call("delete_genie_space", { space_id });
  expect(JSON.stringify(await call("list_genie_spaces"))).not.toContain("Orders");
  expect(await failure("get_genie_space", { space_id })).toContain("list_genie_spaces");
});
