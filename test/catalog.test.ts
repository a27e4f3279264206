import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { instructions, tokensOf } from "../scripts/generate/surface.ts";
import { SHARED_ARGUMENTS } from "../src/core/advertise.ts";
import { describeTool } from "../src/core/described.ts";
import { variablesOf } from "../src/core/resources/define.ts";
import {
  annotations,
  highestAccess,
  servedByDefault,
  servedByPreset,
  servedFrom,
  type Tool,
} from "../src/core/tool.ts";
import { PRESET_IDS, type PresetId } from "../src/presets.ts";
import { prompts } from "../src/prompts/index.ts";
import { resources } from "../src/resources/index.ts";
import { catalogue } from "../src/tools/index.ts";

/** `diagnose describe profile compare explain analyze` name answers made of several reads: none of them gets or lists one object. */
const VERBS =
  "list get search diagnose describe profile compare explain analyze plan query execute poll run submit reset move start stop restart resize cancel repair restore log transition approve reject create update delete terminate destroy read write edit export import upload download grant revoke set ask call install uninstall pin publish deploy sync plot copy audit".split(
    " ",
  );
const READ_VERBS =
  "list get search diagnose describe profile compare explain analyze plan audit poll plot read export download".split(
    " ",
  );
const NEVER_READ_VERBS = VERBS.filter(
  (verb) => !READ_VERBS.includes(verb) && !["execute", "ask", "call", "query"].includes(verb),
);

type Json = { readonly [key: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every schema inside `schema`, with the path that leads to it. */
function walk(schema: unknown, path = ""): { readonly path: string; readonly schema: Json }[] {
  if (!isObject(schema)) return [];
  const { properties, items, additionalProperties, anyOf, oneOf, allOf } = schema;
  const inner = [
    ...Object.entries(isObject(properties) ? properties : {}).flatMap(([key, value]) => walk(value, `${path}.${key}`)),
    ...walk(items, `${path}[]`),
    ...walk(additionalProperties, `${path}{}`),
    ...[anyOf, oneOf, allOf].flatMap((some) => (Array.isArray(some) ? some.flatMap((one) => walk(one, path)) : [])),
  ];
  return [{ path, schema }, ...inner];
}

const properties = (schema: unknown) =>
  Object.entries(isObject(schema) && isObject(schema.properties) ? schema.properties : {});
const verbOf = (name: string) => name.split("_")[0] ?? "";
const each = catalogue.map((tool) => [tool.name, tool] as const);
const repeated = (values: readonly string[]) => values.filter((value, at) => values.indexOf(value) !== at);

test("there is a catalogue", () => expect(catalogue.length).toBeGreaterThan(0));

describe("names", () => {
  test.each(each)("%s", (name, tool) => {
    expect(name).toMatch(/^[a-z]+(_[a-z0-9]+)+$/);
    expect(name.length).toBeLessThanOrEqual(40);
    expect(VERBS).toContain(verbOf(name));
    expect(tool.title).toMatch(/^[A-Z][^.]{2,59}$/);
  });

  test("names and titles are unique", () => {
    expect(repeated(catalogue.map(({ name }) => name))).toEqual([]);
    expect(repeated(catalogue.map(({ title }) => title))).toEqual([]);
    expect(repeated(prompts.map(({ name }) => name))).toEqual([]);
    expect(repeated(resources.map(({ uri }) => uri))).toEqual([]);
  });

  test("what finds a toolset's ids is a read tool", () => {
    const reads = new Set(catalogue.filter(({ access }) => access === "read").map(({ name }) => name));
    const named = new Set(catalogue.flatMap(({ toolset }) => toolset.finders?.match(/[a-z]+(_[a-z]+)+/g) ?? []));
    expect(named.size).toBeGreaterThan(5);
    for (const name of named) expect(reads).toContain(name);
  });

  test("a toolset is one value: its tools agree on it, and it says what it is for", () => {
    const byId = new Map(catalogue.map(({ toolset }) => [toolset.id, toolset]));
    for (const { toolset } of catalogue) {
      expect(toolset).toEqual(byId.get(toolset.id));
      expect(toolset.id).toMatch(/^[a-z][a-z-]*$/);
      expect(["all", "default", ...PRESET_IDS]).not.toContain(toolset.id);
      expect(toolset.summary).toMatch(/^[A-Z].{10,160}\.$/);
    }
  });
});

describe("descriptions", () => {
  test.each(each)("%s", (_, { description }) => {
    expect(description.length).toBeLessThanOrEqual(400);
    const sentences = description.match(/[.!?](?=\s+[A-Z`]|$)/g) ?? [];
    expect(sentences.length).toBeGreaterThanOrEqual(1);
    expect(sentences.length).toBeLessThanOrEqual(4);
    expect(description).toMatch(/^[A-Z]/);
  });
});

describe("schemas", () => {
  test.each(each)("%s", (_, tool) => {
    const { inputSchema, outputSchema } = describeTool(tool);
    for (const [schema, part] of [
      [inputSchema, "input"],
      [outputSchema, "output"],
    ] as const) {
      expect(schema?.type, part).toBe("object");
      for (const key of ["anyOf", "oneOf", "allOf", "not", "$schema"]) expect(schema, part).not.toHaveProperty(key);
      expect(JSON.stringify(schema), part).not.toMatch(/"\$ref"|"\$defs"|"format":"date/);
    }
    // Not said in the schema, which every caller pays for; said in the refusal of a stray argument.
    expect(tool.input.safeParse({ stray_argument: 1 }).error?.issues.map(({ code }) => code)).toContain(
      "unrecognized_keys",
    );
  });

  test.each([...SHARED_ARGUMENTS])("the instructions explain %s", (name) =>
    expect(instructions()).toMatch(new RegExp(`\\b${name}\\b`)),
  );

  test.each(each)("%s describes every argument, or the instructions do for all tools", (_, tool) => {
    for (const [name, schema] of properties(z.toJSONSchema(tool.input, { io: "input" }))) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      if (SHARED_ARGUMENTS.has(name)) continue;
      expect(isObject(schema) && schema.description, name).toMatch(/\S{2}/);
    }
  });

  test.each(each)("%s carries ids as text: 64-bit ones do not fit a JavaScript number", (_, tool) => {
    const { inputSchema, outputSchema } = describeTool(tool);
    const numeric = [...walk(inputSchema), ...walk(outputSchema)].filter(
      ({ path, schema }) => /_ids?(\[\])?$/.test(path) && (schema.type === "number" || schema.type === "integer"),
    );
    expect(numeric.map(({ path }) => path)).toEqual([]);
  });

  test.each(each)("%s gives the token of the next page when it takes one", (_, tool) => {
    if ("page_token" in tool.input.shape) expect(Object.keys(tool.output.shape)).toContain("next_page_token");
  });

  const ending = ["delete", "revoke", "cancel", "stop", "terminate", "destroy", "uninstall"];
  test.each(each.filter(([name]) => ending.includes(verbOf(name))))("%s names the object in its answer", (_, tool) => {
    const outputs = Object.keys(tool.output.shape);
    const named = Object.keys(tool.input.shape).some((name) => outputs.includes(name));
    expect(named || outputs.includes("id") || outputs.includes("name"), outputs.join(", ")).toBe(true);
  });

  test.each(each.filter(([name]) => verbOf(name) === "list"))("%s answers a list", (_, tool) => {
    const lists = properties(describeTool(tool).outputSchema).filter(
      ([, one]) => isObject(one) && one.type === "array",
    );
    expect(lists.length).toBeGreaterThan(0);
  });
});

describe("access", () => {
  test.each(each)("%s", (name, tool) => {
    const hints = annotations(tool);
    expect(Object.values(hints).filter((hint) => hint === undefined)).toEqual([]);
    expect(hints.readOnlyHint && hints.destructiveHint).toBe(false);
    // An export can go into a volume, which is a write.
    const most = verbOf(name) === "export" ? servedFrom(tool) : highestAccess(tool);
    if (READ_VERBS.includes(verbOf(name))) expect(most).toBe("read");
    if (NEVER_READ_VERBS.includes(verbOf(name))) expect(servedFrom(tool)).not.toBe("read");
    if (["delete", "terminate", "destroy", "revoke", "uninstall"].includes(verbOf(name))) {
      expect(highestAccess(tool)).toBe("destructive");
    }
    if (highestAccess(tool) === "read" && verbOf(name) !== "execute") expect(hints.idempotentHint).toBe(true);
  });

  test("X15 no tool takes a host, a URL or a credential for the server's own requests", () => {
    const forbidden = /^(host|hostname|url|uri|endpoint|token|access_token|password|secret|api_key|headers?|proxy)$/;
    const taken = catalogue.flatMap((tool) =>
      walk(describeTool(tool).inputSchema)
        .map(({ path }) => path)
        .filter((path) => forbidden.test(path.split(".").at(-1) ?? ""))
        .map((path) => tool.name + path),
    );
    expect(taken).toEqual([]);
  });
});

/** Tools that each kind of user needs every day. */
const NEEDED: Readonly<Record<PresetId, readonly string[]>> = {
  engineer: ["run_job", "edit_notebook", "write_file", "start_pipeline_update", "execute_command", "execute_sql"],
  analyst: ["execute_sql_read_only", "create_dashboard", "ask_genie", "create_alert", "describe_table"],
  ml: ["search_runs", "set_model_alias", "update_serving_endpoint", "query_vector_search_index", "edit_notebook"],
  admin: ["update_permissions", "update_group", "create_token", "set_secret_acl", "update_grants", "list_clusters"],
};

/** Tools that begin something, with the tool that ends it or shows what it replaces. */
const OTHER_HALF: Readonly<Record<string, string>> = {
  run_job: "cancel_job_run",
  submit_run: "cancel_job_run",
  start_pipeline_update: "stop_pipeline",
  start_cluster: "terminate_cluster",
  start_warehouse: "stop_warehouse",
  start_app: "stop_app",
  execute_command: "cancel_command",
  execute_sql: "cancel_sql_statement",
  update_ip_access_list: "get_ip_access_list",
  update_job: "get_job",
  update_pipeline: "get_pipeline",
  set_secret_acl: "list_secret_acls",
  set_workspace_conf: "get_workspace_conf",
  set_warehouse_config: "get_warehouse_config",
  update_cluster: "get_cluster",
  update_serving_endpoint: "get_serving_endpoint",
};

describe("cost", () => {
  const total = (tools: readonly Tool[]) => tools.reduce((sum, tool) => sum + tokensOf(tool), 0);

  test("the default set fits 7,500 tokens, everything 33,000", () => {
    expect(total(catalogue.filter(servedByDefault))).toBeLessThanOrEqual(7500);
    expect(total(catalogue)).toBeLessThanOrEqual(33_000);
  });

  test.each(PRESET_IDS)("the preset %s fits 9,000 tokens and serves what it needs", (preset) => {
    const served = catalogue.filter((tool) => servedByPreset(tool, preset));
    expect(total(served)).toBeLessThanOrEqual(9000);
    expect(served.map(({ name }) => name)).toEqual(expect.arrayContaining([...NEEDED[preset]]));
  });

  test("a set that starts or replaces something can also stop or read it", () => {
    for (const set of ["default", ...PRESET_IDS] as const) {
      const names = new Set(
        catalogue
          .filter((tool) => (set === "default" ? servedByDefault(tool) : servedByPreset(tool, set)))
          .map(({ name }) => name),
      );
      const halves = Object.entries(OTHER_HALF).filter(([name, other]) => names.has(name) && !names.has(other));
      expect([set, halves]).toEqual([set, []]);
    }
  });

  test("a set that a tool names is one of its toolset", () => {
    for (const { name, servedIn = [], toolset } of catalogue) {
      const sets = Object.keys({ ...toolset.presets, ...(toolset.default !== false && { default: true }) });
      expect([name, servedIn.filter((set) => !sets.includes(set))]).toEqual([name, []]);
    }
  });

  test("output schemas cost at most 60 % of the input side", () => {
    const output = catalogue.reduce(
      (sum, tool) => sum + countTokens(JSON.stringify(describeTool(tool).outputSchema)),
      0,
    );
    expect(output).toBeLessThanOrEqual(0.6 * total(catalogue));
  });

  test.each(each)("%s fits 450 tokens", (_, tool) => expect(tokensOf(tool)).toBeLessThanOrEqual(450));

  test("the instructions fit 300 tokens", () => expect(countTokens(instructions())).toBeLessThanOrEqual(300));
});

describe("tests", () => {
  /** The text of every file below a folder, by its path within. */
  const filesOf = (folder: string) => {
    const path = fileURLToPath(new URL(folder, import.meta.url));
    return readdirSync(path, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => [file.replaceAll("\\", "/"), readFileSync(`${path}/${file}`, "utf8")] as const);
  };
  const sources = filesOf("../src/tools");
  const own = filesOf("tools");

  test.each(each)("%s has its own in the folder of its subject", (name) => {
    const [source] = sources.filter(([, text]) => text.includes(`name: "${name}"`)).map(([file]) => file);
    const folder = source?.includes("/") ? source.slice(0, source.indexOf("/") + 1) : "";
    const tested = own.filter(([file, text]) => file.startsWith(folder) && text.includes(`describe("${name}"`));
    expect([source === undefined, tested.length > 0]).toEqual([false, true]);
  });
});

describe("resources and prompts", () => {
  test.each(resources.map((resource) => [resource.uri, resource] as const))(
    "%s",
    (uri, { tool, title, description }) => {
      expect(uri).toMatch(/^databricks:\/\/[a-z-]+/);
      expect(title).toMatch(/^[A-Z]/);
      expect(description).toMatch(/\.$/);
      if (typeof tool === "function") return;
      expect(catalogue.map(({ name }) => name)).toContain(tool.name);
      expect(highestAccess(tool)).toBe("read");
      for (const variable of variablesOf(uri)) expect(Object.keys(tool.input.shape)).toContain(variable);
    },
  );

  test.each(prompts.map((prompt) => [prompt.name, prompt] as const))("%s", (name, prompt) => {
    expect(name).toMatch(/^[a-z]+([_-][a-z0-9]+)*$/);
    expect(prompt.description).toMatch(/\.$/);
    for (const argument of Object.values(prompt.arguments)) expect(argument.description).toMatch(/\S{2}/);
  });
});
