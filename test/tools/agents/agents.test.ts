import { beforeEach, describe, expect, test } from "vitest";
import { SOURCES, TOOLS } from "../../../src/tools/agents/parts.ts";
import { catalogue } from "../../../src/tools/index.ts";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const KA = "/api/2.1/knowledge-assistants";
const SA = "/api/2.1/supervisor-agents";
const accept = () => ({ action: "accept" as const, content: { confirm: true } });

const manuals = {
  name: "knowledge-assistants/1",
  display_name: "Manuals",
  description: "Answers from manuals",
  endpoint_name: "ka-1",
  creator: "ana",
  state: "ACTIVE",
};
const desk = { name: "supervisor-agents/2", display_name: "Desk", endpoint_name: "mas-2", creator: "ana" };

describe("list_knowledge_assistants", () => {
  test("returns a page", async () => {
    const seen = on(`GET ${KA}`, { knowledge_assistants: [manuals], next_page_token: "n" });
    const { call } = await connect();
    const { state: _, ...row } = manuals;
    expect((await call("list_knowledge_assistants", { page_token: "t" })).structuredContent).toEqual({
      agents: [row],
      next_page_token: "n",
    });
    expect(seen[0]?.query).toEqual({ page_size: "50", page_token: "t" });
  });
});

describe("list_supervisor_agents", () => {
  test("returns a page", async () => {
    on(`GET ${SA}`, { supervisor_agents: [desk] });
    const { call } = await connect();
    expect((await call("list_supervisor_agents", {})).structuredContent).toEqual({ agents: [desk] });
  });
});

describe("get_agent", () => {
  test("a knowledge assistant with its sources", async () => {
    on(`GET ${KA}/1`, manuals);
    on(`GET ${KA}/1/knowledge-sources`, {
      knowledge_sources: [
        { name: "knowledge-assistants/1/knowledge-sources/s", source_type: "files", files: { path: "/Volumes/a/b/c" } },
        { name: "knowledge-assistants/1/knowledge-sources/i", source_type: "index", index: { index_name: "a.b.i" } },
      ],
    });
    const { call } = await connect();
    expect((await call("get_agent", { name: manuals.name })).structuredContent).toMatchObject({
      state: "ACTIVE",
      sources: [{ source: "/Volumes/a/b/c" }, { source: "a.b.i" }],
    });
  });

  test("a supervisor agent with its tools", async () => {
    on(`GET ${SA}/2`, desk);
    on(`GET ${SA}/2/tools`, {
      tools: [
        { tool_id: "sales", tool_type: "genie_space", genie_space: { id: "g1" } },
        { name: "supervisor-agents/2/tools/fx", tool_type: "uc_function", uc_function: { name: "main.fin.fx" } },
      ],
    });
    const { call } = await connect();
    expect((await call("get_agent", { name: desk.name })).structuredContent).toMatchObject({
      tools: [
        { tool_id: "sales", target: "g1" },
        { tool_id: "fx", target: "main.fin.fx" },
      ],
    });
  });
});

const VOLUME = "/api/2.1/unity-catalog/volumes/a.b.c" as const;
const missing = () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "no");

describe("create_knowledge_assistant", () => {
  beforeEach(() => {
    on(`GET ${VOLUME}`, { name: "c", full_name: "a.b.c" });
    on(`GET ${KA}`, {});
  });

  const refused = async (part: object) => {
    const { call, questions } = await connect({ answer: accept });
    const said = textOf(await call("create_knowledge_assistant", { ...args, sources: [source, part] }));
    expect(questions).toEqual([]);
    return said;
  };

  test("sources that the service would refuse are refused before the question", async () => {
    on("GET /api/2.1/unity-catalog/tables/a.b.t", missing);
    on("GET /api/2.0/vector-search/indexes/a.b.i", () => platformError(403, "PERMISSION_DENIED", "no"));
    const named = { display_name: "d", description: "d" };
    expect(await refused({ ...named, source_type: "vector_search" })).toContain("Types are files, file_table, index.");
    expect(await refused({ ...named, source_type: "index", index: { index_name: "a.b.i" } })).toContain(
      "lacks index.text_col, index.doc_uri_col",
    );
    expect(await refused({ source_type: "files", files: { path: "/Volumes/a/b/c" } })).toContain(
      "lacks display_name, description",
    );
    expect(await refused({ ...named, source_type: "files", files: { path: "/Workspace/x" } })).toContain(
      "must be a path in a volume",
    );
    const table = { ...named, source_type: "file_table", file_table: { table_name: "a.b.t", file_col: "c" } };
    expect(await refused(table)).toContain("The workspace does not have the object of source_type file_table");
  });

  test("a name that is taken is refused before the question", async () => {
    on(`GET ${KA}`, { knowledge_assistants: [manuals] });
    const { call, questions } = await connect({ answer: accept });
    expect(textOf(await call("create_knowledge_assistant", args))).toContain("An agent of this name exists");
    expect(questions).toEqual([]);
  });

  const source = { display_name: "d", description: "d", source_type: "files", files: { path: "/Volumes/a/b/c" } };
  const args = { display_name: "Manuals", description: "Answers from manuals", sources: [source] };

  test("adds its sources, after a question about the bill", async () => {
    const made = on(`POST ${KA}`, manuals);
    const added = on(`POST ${KA}/1/knowledge-sources`, { name: "s" });
    const { call, questions } = await connect({ answer: accept });
    const result = await call("create_knowledge_assistant", args);
    expect(questions[0]).toContain('Its endpoint is billed while it answers.\nIt uses "files" "/Volumes/a/b/c".');
    expect(made[0]?.body).toEqual({ display_name: "Manuals", description: "Answers from manuals" });
    expect(added[0]?.body).toEqual(source);
    expect(result.structuredContent).toMatchObject({ name: manuals.name, endpoint_name: "ka-1" });
  });

  test("a source that is refused leaves the agent, and the error names it", async () => {
    on(`POST ${KA}`, manuals);
    on(`POST ${KA}/1/knowledge-sources`, platformError(400, "INVALID_PARAMETER_VALUE", "No such volume"));
    const { call } = await connect({ answer: accept });
    const said = textOf(await call("create_knowledge_assistant", args));
    expect(said).toContain("The agent was created");
    expect(said).toContain("get_agent");
  });
});

describe("create_supervisor_agent", () => {
  beforeEach(() => {
    on("GET /api/2.0/genie/spaces/:id", ({ path }) =>
      path.endsWith("/g1") ? { space_id: "g1", title: "S" } : missing(),
    );
    on(`GET ${SA}`, {});
  });

  test.each([
    [{ tool_type: "genie_space", genie_space: { id: "Sales" } }, "does not have the object of tool_type genie_space"],
    [{ tool_type: "toolbox" }, "Types are genie_space, knowledge_assistant, uc_function"],
    [{ tool_type: "app", app: {} }, "lacks app.name"],
  ])("a tool that the service would refuse is refused before the question: %o", async (part, problem) => {
    const { call, questions } = await connect({ answer: accept });
    const tools = [tool, { tool_id: "x", ...part }];
    expect(textOf(await call("create_supervisor_agent", { ...args, tools }))).toContain(problem);
    expect(questions).toEqual([]);
  });

  test("a type whose fields the reference does not have is sent, and shown", async () => {
    const added = on(`POST ${SA}/2/tools`, { tool_id: "x" });
    on(`POST ${SA}`, desk);
    const { call, questions } = await connect({ answer: accept });
    const tools = [{ tool_id: "x", tool_type: "databricks_web_search" }];
    await call("create_supervisor_agent", { ...args, tools });
    expect(questions[0]).toContain('It uses "databricks_web_search".');
    expect(added).toHaveLength(1);
  });

  const tool = { tool_id: "sales", tool_type: "genie_space", genie_space: { id: "g1" }, description: "Sales" };
  const args = { display_name: "Desk", description: "Answers", instructions: "Be brief" };

  test("adds its tools", async () => {
    const made = on(`POST ${SA}`, desk);
    const added = on(`POST ${SA}/2/tools`, { tool_id: "sales" });
    const { call } = await connect({ answer: accept });
    await call("create_supervisor_agent", { ...args, tools: [tool] });
    expect(made[0]?.body).toEqual(args);
    const { tool_id, ...body } = tool;
    expect(added[0]).toMatchObject({ query: { tool_id }, body });
  });

  test("a tool without an ID is refused before anything is created", async () => {
    const { call } = await connect({ answer: accept });
    expect(textOf(await call("create_supervisor_agent", { ...args, tools: [{ tool_type: "app" }] }))).toContain(
      "needs a tool_id",
    );
  });
});

describe("update_agent", () => {
  test.each([
    [KA, manuals],
    [SA, desk],
  ])("asks and sends the given fields: %s", async (url, agent) => {
    const path = `${url}/${agent.name.split("/")[1]}`;
    on(`GET /${path.slice(1)}`, agent);
    const seen = on(`PATCH /${path.slice(1)}`, agent);
    const { call, questions } = await connect({ answer: accept });
    await call("update_agent", { name: agent.name, instructions: "Be brief" });
    expect(questions[0]).toContain('It sets instructions to "Be brief".');
    expect(seen[0]).toMatchObject({ query: { update_mask: "instructions" }, body: { instructions: "Be brief" } });
  });
});

describe("delete_agent", () => {
  test.each([
    [KA, manuals, "ka-1"],
    [SA, desk, "mas-2"],
  ])("asks and names the endpoint: %s", async (url, agent, endpoint) => {
    const path = `${url}/${agent.name.split("/")[1]}`;
    on(`GET /${path.slice(1)}`, agent);
    const seen = on(`DELETE /${path.slice(1)}`, {});
    const { call, questions } = await connect({ answer: accept });
    await call("delete_agent", { name: agent.name });
    expect(questions[0]).toContain(`Its endpoint "${endpoint}" no longer answers.`);
    expect(seen).toHaveLength(1);
  });

  test("one without an endpoint", async () => {
    on(`GET ${SA}/2`, { ...desk, endpoint_name: null });
    on(`DELETE ${SA}/2`, {});
    const { call, questions } = await connect({ answer: accept });
    await call("delete_agent", { name: desk.name });
    expect(questions[0]).not.toContain("endpoint");
  });
});

test("the tools that find sources and tools of agents exist", () => {
  const finders = [SOURCES, TOOLS].flatMap((types) => Object.values(types).flatMap(({ finder }) => finder ?? []));
  const names = catalogue.map(({ name }) => name);
  expect(finders.filter((finder) => !names.includes(finder))).toEqual([]);
});
