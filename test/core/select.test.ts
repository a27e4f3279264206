import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Access } from "../../src/access.ts";
import { select } from "../../src/core/select.ts";
import { type AccessByArguments, defineToolset, type Tool, type ToolsetFactory } from "../../src/core/tool.ts";

const jobs = defineToolset({ id: "jobs", title: "Jobs", summary: "Jobs.", default: true });
const admin = defineToolset({ id: "admin", title: "Admin", summary: "Admin.", default: false });

const tool = (toolset: ToolsetFactory, name: string, access: Access | AccessByArguments<Record<string, never>>): Tool =>
  toolset.tool({
    name,
    title: name,
    description: name,
    access,
    input: z.strictObject({}),
    output: z.object({}),
    run: async () => ({}),
  });

const catalogue = [
  tool(jobs, "list_jobs", "read"),
  tool(jobs, "run_job", "write"),
  tool(jobs, "delete_job", "destructive"),
  tool(jobs, "execute_sql", { least: "write", most: "destructive", of: () => "write" }),
  tool(admin, "list_tokens", "read"),
  tool(admin, "delete_token", "destructive"),
];
const names = (selection: Parameters<typeof select>[1]) => select(catalogue, selection).tools.map(({ name }) => name);

describe("select", () => {
  test("selects the default toolsets without names", () => {
    expect(names({ access: "destructive" })).toEqual(["list_jobs", "run_job", "delete_job", "execute_sql"]);
  });

  test("of a toolset served for reading by default only read tools are served, unless it is named", () => {
    const set = defineToolset({ id: "tables", title: "Tables", summary: "Tables.", default: "read" });
    const tables = [tool(set, "list_tables", "read"), tool(set, "update_table", "write")];
    expect(select(tables, { access: "destructive" }).tools.map(({ name }) => name)).toEqual(["list_tables"]);
    expect(select(tables, { toolsets: ["tables"], access: "destructive" }).tools).toHaveLength(2);
  });

  test("tools above the access level are removed; access by arguments counts with its minimum", () => {
    expect(names({ access: "read" })).toEqual(["list_jobs"]);
    expect(names({ access: "write" })).toEqual(["list_jobs", "run_job", "execute_sql"]);
  });

  test("all, default and single toolsets combine, in the catalogue's order", () => {
    expect(names({ toolsets: ["all"], access: "read" })).toEqual(["list_jobs", "list_tokens"]);
    expect(names({ toolsets: ["admin", "default"], access: "read" })).toEqual(["list_jobs", "list_tokens"]);
    expect(names({ toolsets: ["admin"], access: "destructive" })).toEqual(["list_tokens", "delete_token"]);
  });

  test("single tools are added to toolsets, or served alone without them", () => {
    expect(names({ toolsets: ["admin"], tools: ["list_jobs"], access: "read" })).toEqual(["list_jobs", "list_tokens"]);
    expect(names({ tools: ["list_tokens", "list_jobs"], access: "destructive" })).toEqual(["list_jobs", "list_tokens"]);
  });

  test("a named tool above the access level is reported as a problem", () => {
    const { tools, problems } = select(catalogue, { tools: ["delete_job", "list_jobs"], access: "read" });
    expect(tools.map(({ name }) => name)).toEqual(["list_jobs"]);
    expect(problems).toEqual([
      "--tools names delete_job, which requires --access destructive; the server runs with --access read.",
    ]);
  });

  test("an empty selection is reported as a problem", () => {
    const { tools, problems } = select([tool(jobs, "delete_job", "destructive")], { access: "read" });
    expect(tools).toEqual([]);
    expect(problems).toEqual([
      "None of the selected toolsets has a tool that --access read allows. Raise --access or select others with --toolsets.",
    ]);
  });
});
