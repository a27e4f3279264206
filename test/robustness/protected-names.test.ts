import { describe, expect, test } from "vitest";
import { loadReference, type Reference, readFields } from "../../src/api/reference/reference.ts";
import { reasonNotCallable } from "../../src/api/reference/request.ts";
import { highestAccess, type Tool } from "../../src/core/tool.ts";
import { catalogue } from "../../src/tools/index.ts";
import { textOf } from "../support/harness.ts";
import { openBench } from "./bench.ts";
import { isJson, type Json, jsonSchemaOf } from "./from-schema.ts";
import { validArguments } from "./valid-arguments.ts";

/** The name of every object in this workspace, regardless of the ID requested. */
const NAME = "protected-thing";

/** A response with every field that its reader knows: texts are the protected name, ids are digits. */
function filled(schema: unknown): unknown {
  if (!isJson(schema)) return NAME;
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const choices = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((all) => (Array.isArray(all) ? all : []));
  const [choice] = choices.filter((one) => !(isJson(one) && one.type === "null"));
  if (choice !== undefined) return filled(choice);
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
  switch (type) {
    case "integer":
    case "number":
      return typeof schema.minimum === "number" && schema.minimum > 7 ? schema.minimum : 7;
    case "boolean":
      return true;
    case "array":
      return [filled(schema.items)];
    case "object": {
      const { properties, additionalProperties } = schema;
      const known = isJson(properties) ? Object.entries(properties).map(([key, of]) => [key, filled(of)] as const) : [];
      return {
        ...Object.fromEntries(known),
        ...(isJson(additionalProperties) && known.length === 0 && { [NAME]: filled(additionalProperties) }),
      };
    }
    default:
      return typeof schema.pattern === "string" ? "7" : NAME;
  }
}

/** The forms that names take: plain, paths, full names, addresses. Each is protected. */
const FORMS = [
  NAME,
  `${NAME}.a`,
  `${NAME}.a.b`,
  `/${NAME}`,
  `/Volumes/${NAME}/a/b/c`,
  `dbfs:/${NAME}`,
  `${NAME}@example.com`,
  `projects/${NAME}/branches/${NAME}`,
];
/** A setting of the workspace is known by its key alone. */
const SETTING = "enableIpAccessLists";
const PROTECT = [SETTING, NAME, `${NAME}.*`, `/${NAME}`, `/Volumes/${NAME}/*`, `${NAME}@*`, `projects/${NAME}/*`];

/** Arguments in which every text is the protected name, in the first form that the tool takes. */
function named(tool: Tool, optional: 0 | 1): Json {
  let all = validArguments(tool, optional) ?? {};
  for (const name of Object.keys(all).filter((key) => typeof all[key] === "string")) {
    const taken = FORMS.map((form) => ({ ...all, [name]: form })).find((next) => tool.input.safeParse(next).success);
    all = taken ?? all;
  }
  return all;
}

/** A value for a parameter, in the reference's notation of types. */
function sampleOf(reference: Reference, service: string, type: string): unknown {
  if (type.startsWith("=")) return undefined;
  if (type.endsWith("[]")) return [sampleOf(reference, service, type.slice(0, -2))];
  if (type.startsWith("map<")) return { [NAME]: sampleOf(reference, service, type.slice(4, -1)) };
  if (type.includes("|")) return type.split("|")[0];
  const fields = reference.typeOf(service, type);
  if (fields) {
    const needed = readFields(fields, "body").filter(({ required }) => required);
    return Object.fromEntries(needed.map((field) => [field.name, sampleOf(reference, service, field.type)]));
  }
  if (type === "string") return NAME;
  if (type === "bool") return true;
  return type === "object" || type.startsWith("{") ? {} : 7;
}

/** The changing requests and the text of a call while every object is protected and the user is not asked. */
async function protectedCall(
  tool: Tool,
  args: Json,
  entry: { readonly accountId?: string } = {},
): Promise<{ changes: readonly string[]; text: string }> {
  const bench = openBench(
    ({ schema }, n) => {
      const body = schema && n < 20 ? filled(jsonSchemaOf(schema)) : {};
      return new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
    },
    { confirm: "never", protect: PROTECT, ...entry },
  );
  const outcome = await bench.call(tool, args);
  const changes = bench.sent.filter((request) => request.changes).map(({ method, url }) => `${method} ${url}`);
  return { changes, text: "result" in outcome ? textOf(outcome.result) : "" };
}

describe("--protect holds for every tool, by the name of the object and not by its id", () => {
  // `run_code` runs on no object that has a name. Its code is judged like that of commands (code-facts).
  const changing = catalogue.filter((tool) => highestAccess(tool) !== "read" && tool.name !== "run_code");
  test.each(changing.map((tool) => [tool.name, tool] as const))("%s", async (_, tool) => {
    // An object created without its own name cannot match a protected name.
    const given = tool.name.startsWith("create_") ? ([1] as const) : ([0, 1] as const);
    for (const optional of given) expect((await protectedCall(tool, named(tool, optional))).changes).toEqual([]);
  });
});

describe("--protect holds for call_api, regardless of the operation", async () => {
  const reference = await loadReference();
  const operations = [...reference.operations.values()].filter(
    (operation) => operation.access !== "read" && !reasonNotCallable(operation),
  );
  const callApi = catalogue.find(({ name }) => name === "call_api");
  const blocked = new Set<string>();

  test.each(operations.map((operation) => [operation.id, operation] as const))("%s", async (id, operation) => {
    if (!callApi) throw new Error("there is no call_api");
    const given = operation.parameters
      .filter(({ required }) => required)
      .map(({ name, type, format }) => [
        name,
        format?.replaceAll("*", NAME) ?? sampleOf(reference, operation.service, type),
      ]);
    const ofAccount = operation.path.includes("{account_id}");
    const { changes, text } = await protectedCall(
      callApi,
      { operation: id, parameters: Object.fromEntries(given) },
      ofAccount ? { accountId: NAME } : {},
    );
    expect(changes).toEqual([]);
    if (text.includes("--protect")) blocked.add(id);
  });

  test("nearly all of them reached the protection", () => {
    expect(blocked.size).toBeGreaterThan(0.9 * operations.length);
  });
});
