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
  test("without names: the default toolsets", () => {
    expect(names({ access: "destructive" })).toEqual(["list_jobs", "run_job", "delete_job", "execute_sql"]);
  });

  test("a toolset that is default for reading gives only its read tools, unless it is named", () => {
    const set = defineToolset({ id: "tables", title: "Tables", summary: "Tables.", default: "read" });
    const tables = [tool(set, "list_tables", "read"), tool(set, "update_table", "write")];
    expect(select(tables, { access: "destructive" }).tools.map(({ name }) => name)).toEqual(["list_tables"]);
    expect(select(tables, { toolsets: ["tables"], access: "destructive" }).tools).toHaveLength(2);
  });

  test("the access ladder removes what is above it; access by arguments is served from its least", () => {
    expect(names({ access: "read" })).toEqual(["list_jobs"]);
    expect(names({ access: "write" })).toEqual(["list_jobs", "run_job", "execute_sql"]);
  });

  test("all, default and single toolsets combine, in the catalogue's order", () => {
    expect(names({ toolsets: ["all"], access: "read" })).toEqual(["list_jobs", "list_tokens"]);
    expect(names({ toolsets: ["admin", "default"], access: "read" })).toEqual(["list_jobs", "list_tokens"]);
    expect(names({ toolsets: ["admin"], access: "destructive" })).toEqual(["list_tokens", "delete_token"]);
  });

  test("single tools are added to toolsets, and stand alone without them", () => {
    expect(names({ toolsets: ["admin"], tools: ["list_jobs"], access: "read" })).toEqual(["list_jobs", "list_tokens"]);
    expect(names({ tools: ["list_tokens", "list_jobs"], access: "destructive" })).toEqual(["list_jobs", "list_tokens"]);
  });

  test("a tool asked for by name that the ladder forbids is a problem, not a silence", () => {
    const { tools, problems } = select(catalogue, { tools: ["delete_job", "list_jobs"], access: "read" });
    expect(tools.map(({ name }) => name)).toEqual(["list_jobs"]);
    expect(problems).toEqual([
      "--tools names delete_job, which requires --access destructive; the server runs with --access read.",
    ]);
  });

  test("nothing left to serve is a problem", () => {
    const { tools, problems } = select([tool(jobs, "delete_job", "destructive")], { access: "read" });
    expect(tools).toEqual([]);
    expect(problems).toEqual([
      "None of the selected toolsets has a tool that --access read allows. Raise --access or select others with --toolsets.",
    ]);
  });
});
