import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { describe, expect, test } from "vitest";
import { describeTool } from "../src/core/described.ts";
import { isRecord } from "../src/records.ts";
import { catalogue } from "../src/tools/index.ts";

type Fetch = typeof globalThis.fetch;

/** The models' official adapters, each with a network that only notes what would be sent. */
const ADAPTERS = {
  OpenAI: (fetch: Fetch) => createOpenAI({ apiKey: "none", fetch }).responses("gpt-5"),
  Gemini: (fetch: Fetch) => createGoogleGenerativeAI({ apiKey: "none", fetch })("gemini-2.5-pro"),
  Anthropic: (fetch: Fetch) => createAnthropic({ apiKey: "none", fetch })("claude-sonnet-4-5"),
};

const tools = catalogue.map((tool) => {
  const { name, description = "", inputSchema } = describeTool(tool);
  return { type: "function" as const, name, description, inputSchema };
});

/** The request body that an adapter makes of all tools. */
async function convertedBy(adapter: keyof typeof ADAPTERS): Promise<unknown> {
  let body: unknown;
  const model = ADAPTERS[adapter](async (_, init) => {
    body = JSON.parse(String(init?.body));
    throw new Error("nothing is sent");
  });
  const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "x" }] }];
  await expect(model.doGenerate({ prompt, tools })).rejects.toThrow();
  return body;
}

/** Every tool declaration in a converted body, by tool name: `{name, parameters}`, under any keys. */
function declarations(body: unknown, found = new Map<string, unknown>()): ReadonlyMap<string, unknown> {
  if (Array.isArray(body)) for (const item of body) declarations(item, found);
  if (!isRecord(body)) return found;
  const schema = body.parameters ?? body.input_schema ?? body.inputSchema;
  if (typeof body.name === "string" && isRecord(schema)) found.set(body.name, schema);
  else for (const item of Object.values(body)) declarations(item, found);
  return found;
}

/** Paths of all properties with their types: `settings: object`, `tasks[].task_key: string`. */
function properties(schema: unknown, path = ""): string[] {
  if (!isRecord(schema)) return [];
  const inside = isRecord(schema.properties) ? Object.entries(schema.properties) : [];
  return [
    ...inside.flatMap(([name, property]) => [
      `${path}${name}: ${isRecord(property) ? JSON.stringify(property.type) : "?"}`,
      ...properties(property, `${path}${name}.`),
    ]),
    ...properties(schema.items, `${path}[].`),
  ];
}

describe.each(Object.keys(ADAPTERS) as (keyof typeof ADAPTERS)[])("the adapter for %s", (adapter) => {
  test("keeps every tool, every argument and its type", async () => {
    const converted = declarations(await convertedBy(adapter));
    const lost = tools.flatMap(({ name, inputSchema }) => {
      const kept = new Set(properties(converted.get(name)));
      return properties(inputSchema)
        .filter((property) => !kept.has(property))
        .map((property) => `${name} ${property}`);
    });
    expect(lost).toEqual([]);
  });
});

describe("what no adapter can lose", () => {
  const nodes = tools.flatMap(({ name, inputSchema }) => walk(inputSchema).map((node) => [name, node] as const));

  test("a type is one word: a list of types takes all tools of a request away from Gemini", () => {
    const listed = nodes.filter(([, node]) => "type" in node && typeof node.type !== "string");
    expect(listed.map(([name]) => name)).toEqual([]);
  });

  test("there is no union, reference or constant", () => {
    const strange = nodes.filter(([, node]) =>
      ["anyOf", "oneOf", "allOf", "$ref", "const", "not"].some((key) => key in node),
    );
    expect(strange.map(([name]) => name)).toEqual([]);
  });

  test("an object without properties says that it takes any", () => {
    const silent = nodes.filter(
      ([name, node]) =>
        node.type === "object" && !node.properties && !node.additionalProperties && node !== schemaOf(name),
    );
    expect(silent.map(([name]) => name)).toEqual([]);
  });
});

const schemaOf = (name: string): unknown => tools.find((tool) => tool.name === name)?.inputSchema;

function walk(schema: unknown): Readonly<Record<string, unknown>>[] {
  if (!isRecord(schema)) return [];
  const inside = isRecord(schema.properties) ? Object.values(schema.properties) : [];
  return [schema, ...[...inside, schema.items, schema.additionalProperties].flatMap(walk)];
}
