import { type Access, allows } from "../../../src/access.ts";
import type { Client, RequestOptions } from "../../../src/api/http/client.ts";
import { checkParameters } from "../../../src/api/reference/check.ts";
import type { OperationId } from "../../../src/api/reference/operation-id.ts";
import type { Operation, Reference } from "../../../src/api/reference/reference.ts";
import { accessOf as accessOfCall } from "../../../src/api/reference/request.ts";
import type { Context } from "../../../src/core/calls/context.ts";
import type { ConsentReason } from "../../../src/core/consent/facts.ts";
import type { Resource } from "../../../src/core/resources/define.ts";
import { accessOf, type Tool } from "../../../src/core/tool.ts";
import { isRecord } from "../../../src/records.ts";
import { type Verb, withVerbs } from "../verbs.ts";
import { isAt } from "./operations.ts";
import { record } from "./record.ts";

/** A request before it is encoded. */
export interface Asked {
  readonly operation: OperationId;
  readonly method: string;
  readonly path: string;
  readonly query?: RequestOptions["query"];
  readonly body?: object | undefined;
  /** Content that is not a JSON object: its fields are not checked. */
  readonly content?: boolean;
}

/** Violations of the reference by a request with this `access`. Empty if there are none. */
export function violations(reference: Reference, asked: Asked, access: Access): readonly string[] {
  const [path = "", search = ""] = asked.path.split("?");
  const query = { ...Object.fromEntries(new URLSearchParams(search)), ...asked.query };
  const operation = reference.operations.get(asked.operation);
  if (!operation || operation.method !== asked.method || !isAt(operation, path)) {
    return [`${asked.method} ${path} is not how ${asked.operation} is requested.`];
  }
  return judge(reference, operation, { ...asked, path, query }, access);
}

function judge(reference: Reference, operation: Operation, asked: Asked, access: Access): string[] {
  const query = present(asked.query);
  const body = present(asked.body);
  const named = (place: string) => operation.parameters.filter((one) => one.in === place).map(({ name }) => name);
  const strangers = (given: object, place: string) => {
    const names = named(place);
    return Object.keys(given)
      .filter((name) => !names.includes(name))
      .map((name) => `${name} is not in its ${place}.`);
  };
  const inPath = Object.fromEntries(
    operation.parameters
      .filter((one) => one.in === "path")
      .map(({ name, format = "*" }) => [name, format.replaceAll("*", "x")]),
  );
  const fixed = operation.parameters.filter(({ type }) => type.startsWith("="));
  const wanting = fixed
    .filter(({ name, type }) => String(query[name]) !== type.slice(1))
    .map(({ name, type }) => `${name} must be ${type.slice(1)}.`);
  const allNames = [...Object.keys(query), ...Object.keys(body)];
  // Fields of content other than a JSON object cannot be seen. Matching fills every placeholder of the path.
  const whole = checkParameters(reference, operation, { ...inPath, ...without(query, fixed), ...body }).filter(
    (problem) =>
      !/ is not a parameter of this operation/.test(problem) && !(asked.content && / is missing /.test(problem)),
  );
  const needs = accessOfCall(operation, body);
  return [
    ...strangers(query, "query"),
    ...(operation.open === undefined ? strangers(body, "body") : []),
    ...wanting,
    ...whole,
    ...(allows(access, needs) ? [] : [`it is ${needs}, the call is ${access}.`]),
  ].map((problem) => `${operation.id} (${allNames.join(", ")}): ${problem}`);
}

const without = (given: Readonly<Record<string, unknown>>, fixed: readonly { readonly name: string }[]) =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !fixed.some((one) => one.name === name)));

/** The sent parameters: `undefined` is left out, and a dotted query name belongs to its object. */
const present = (given: object = {}): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => (name.includes(".") ? [name.split(".")[0] ?? name, {}] : [name, value])),
  );

export interface Contract {
  /** One sentence for every request that is not as the reference has it. */
  readonly broken: string[];
  /** The client with its requests checked; without a tool around it, it may only read. */
  client<C extends Client>(client: C): C;
  /** The tool with its own requests checked against what this very call may do; the same one each time. */
  tool(tool: Tool): Tool;
  /** The resource, read by checked tools. */
  resource(resource: Resource): Resource;
}

/** One operation that a tool reached, as the run records it. */
export interface Reach {
  readonly tool: string;
  readonly operation: OperationId;
  /** Sent after the call was cancelled, to undo what it had started. */
  readonly cleanup: boolean;
}

/** One reason for which a tool's call needs consent, as the run records it. */
export interface Asks {
  readonly tool: string;
  readonly reason: ConsentReason;
}

const noteNothing = (_: OperationId): void => {};

/** Paths of the fields that are in `output` and not in what the schema made of it. */
function dropped(output: unknown, kept: unknown, path = ""): string[] {
  if (Array.isArray(output)) {
    const items = Array.isArray(kept) ? kept : [];
    return output.flatMap((item, index) => dropped(item, items[index], `${path}[]`));
  }
  if (!isRecord(output)) return [];
  const known = isRecord(kept) ? kept : {};
  return Object.entries(output)
    .filter(([, value]) => value !== undefined)
    .flatMap(([key, value]) =>
      key in known ? dropped(value, known[key], `${path}.${key}`) : [`${path}.${key}`.replace(/^\./, "")],
    );
}

/** Checks every request of a test against the reference, before it is encoded. */
export function underContract(reference: Reference): Contract {
  const broken: string[] = [];
  const originals = new WeakMap<Client, Client>();
  const tools = new Map<Tool, Tool>();

  function watched<C extends Client>(client: C, by: string, access: () => Access, reach = noteNothing): C {
    const check = (asked: Asked) => {
      const problems = violations(reference, asked, access());
      for (const problem of problems) broken.push(`${by}: ${problem}`);
      if (problems.length === 0) reach(asked.operation);
    };
    const verb =
      (method: Verb): Client["get"] =>
      (operation, path, schema, options = {}) => {
        const { query, body, form } = options;
        const content = form !== undefined;
        check({ operation, method: method.toUpperCase(), path, ...(query && { query }), body, content });
        return client[method](operation, path, schema, options);
      };
    const watching = {
      ...withVerbs(client, verb),
      bytes: (operation: OperationId, method: "GET" | "HEAD", path: string, options: RequestOptions = {}) => {
        check({ operation, method, path, ...(options.query && { query: options.query }) });
        return client.bytes(operation, method, path, options);
      },
      bind: (call: Parameters<Client["bind"]>[0]) => watched(client.bind(call), by, access, reach),
    };
    originals.set(watching, client);
    return watching;
  }

  const within = (ctx: Context, { name: tool }: Tool, access: Access, by = tool): Context => ({
    ...ctx,
    client: watched(
      originals.get(ctx.client) ?? ctx.client,
      by,
      // A cancelled call undoes what it started, by any request.
      () => (ctx.signal.aborted ? "destructive" : access),
      (operation) => record("operations", { tool, operation, cleanup: ctx.signal.aborted } satisfies Reach),
    ),
  });

  const checked = (tool: Tool): Tool => ({
    ...tool,
    run: async (ctx, args) => {
      const output = await tool.run(within(ctx, tool, await accessOf(tool, args)), args);
      const kept = tool.output.safeParse(output);
      for (const key of kept.success ? dropped(output, kept.data) : []) {
        broken.push(`${tool.name}: its output schema drops ${key}.`);
      }
      return output;
    },
    // A question is asked before the user has agreed to anything.
    ...(tool.affects && {
      affects: async (args, ctx) => {
        const facts = await tool.affects?.(args, within(ctx, tool, "read", `${tool.name}'s question`));
        if (!facts) throw new Error(`${tool.name} has no facts`);
        for (const { reason } of facts.consequences) record("asks", { tool: tool.name, reason } satisfies Asks);
        return facts;
      },
    }),
  });

  const checkedTool = (tool: Tool): Tool => {
    const known = tools.get(tool) ?? checked(tool);
    tools.set(tool, known);
    return known;
  };

  return {
    broken,
    client: (client) => watched(client, "resources and prompts", () => "read"),
    tool: checkedTool,
    resource({ tool, ...rest }) {
      if (typeof tool !== "function") return { ...rest, tool: checkedTool(tool) };
      return { ...rest, tool: async (ctx, variables) => checkedTool(await tool(ctx, variables)) };
    },
  };
}
