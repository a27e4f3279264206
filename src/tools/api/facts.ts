import { maskGiven } from "../../api/reference/mask.ts";
import type { Operation } from "../../api/reference/reference.ts";
import { accessAsCalled } from "../../api/reference/request.ts";
import { parseArguments } from "../../core/calls/arguments.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type CallFacts, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { prefix } from "../../core/output/shorten.ts";
import { accessOf, type Coverage, coverageOf, highestAccess, type Tool } from "../../core/tool.ts";
import { isRecord } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { leaves } from "../admin/granting-fields.ts";
import { loadedCode } from "../compute/loaded-code.ts";
import { loadTypedTools } from "../typed.ts";
import { lostByPut } from "./put-losses.ts";

type Given = Readonly<Record<string, unknown>>;

/** Operations without a tool that create something billed while no one uses it. */
const BILLED: ReadonlySet<string> = new Set([
  "aiSearch.createEndpoint",
  "database.createDatabaseInstance",
  "featureStore.createOnlineStore",
  "onlineTables.create",
]);
const BILLED_UNTIL_DELETED = say`It is billed until it is deleted, even while it is idle.`;

/**
 * The facts of a call of any operation: those of the typed tool that covers it, which resolves the objects, and always
 * the request itself. Without such a tool the object is known by its ids alone, so that a protection blocks the call.
 */
export async function operationFacts(operation: Operation, parameters: Given, ctx: Context): Promise<CallFacts> {
  const read = await coveredFacts(operation, parameters, ctx);
  const covered = read === "not judged" ? undefined : read;
  const { id, title, method, path } = operation;
  const objects = covered?.facts.objects ?? identified(operation, parameters);
  // The typed tool knows best, except of fields that it does not take.
  const unexplained = covered === undefined || (!covered.complete && covered.facts.consequences.length === 0);
  const destructive = unexplained && accessAsCalled(operation, parameters) === "destructive";
  const lost = destructive && !covered ? await lostByPut(operation, parameters, ctx) : [];
  const code = covered ? undefined : loadedCode(parameters);
  return {
    effect: `Call ${id} (${title}; ${method} ${path})${objects.length > 0 ? " on" : ""}`,
    objects,
    consequences: [
      ...(covered?.facts.consequences ?? []),
      ...(destructive
        ? [
            {
              reason: "loss" as const,
              text: say`The API reference says that this call can remove, replace or share something.`,
            },
          ]
        : []),
      ...lost,
      ...(code?.consequences ?? []),
      ...(read === "not judged" && !destructive
        ? [
            {
              reason: "loss" as const,
              text: say`Its arguments have another form than expected, so its effect is not known.`,
            },
          ]
        : []),
      ...(BILLED.has(id) ? [{ reason: "cost" as const, text: BILLED_UNTIL_DELETED }] : []),
    ],
    // Where the typed tool shows code, it shows all that the parameters say.
    code: (covered?.complete ? covered.facts.code : undefined) ?? {
      title: "parameters",
      text: JSON.stringify(withoutContent(maskGiven(parameters)), null, 1),
    },
    ...code?.access,
    ...(covered?.facts.access && { access: covered.facts.access }),
    ...(covered
      ? covered.facts.unresolved !== undefined && { unresolved: covered.facts.unresolved }
      : { unresolved: "call_api cannot look up the objects of this operation" }),
  };
}

const CONTENT_CHARS = 2000;

/** Parameters with the content of a file, a notebook or a dashboard. */
const CONTENT = /^(?:contents?|serialized_\w+|inputs_json)$/;

/** Content is shown by its beginning and size. Anything else can decide what runs: it is shown whole, or the question refused. */
function withoutContent(value: unknown, key = ""): unknown {
  if (typeof value === "string" && value.length > CONTENT_CHARS && CONTENT.test(key)) {
    return `${prefix(value, 200)}… (${value.length} characters)`;
  }
  if (Array.isArray(value)) return value.map((item) => withoutContent(item));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutContent(item, name)]));
}

/**
 * The facts of the typed tool that covers the operation, and whether it knows every parameter. `not judged`: the tool would
 * ask about some calls and does not take these parameters, which the operation may accept.
 */
async function coveredFacts(
  operation: Operation,
  parameters: Given,
  ctx: Context,
): Promise<{ readonly facts: CallFacts; readonly complete: boolean } | "not judged" | undefined> {
  const found = await covering(operation);
  const affects = found?.tool.affects;
  if (!found || !affects) return undefined;
  const { tool, coverage } = found;
  const asks = highestAccess(tool) === "destructive" || accessAsCalled(operation, parameters) === "destructive";
  // Without protected names, a write needs no confirmation, so nothing is looked up for it.
  if (!asks && !ctx.settings.protect) {
    return {
      facts: { effect: tool.title, objects: identified(operation, parameters), consequences: [] },
      complete: false,
    };
  }
  try {
    const calls = await (coverage.args ? coverage.args(parameters, ctx) : [taken(tool, parameters)]);
    if (calls === undefined || calls.length === 0) return undefined;
    const complete =
      coverage.args !== undefined || Object.keys(calls[0] ?? {}).length === Object.keys(parameters).length;
    const facts: CallFacts[] = [];
    for (const call of calls) {
      const read = parseArguments(tool, call);
      if ("problem" in read) return asksAtMost(tool);
      const isDestructive = (await accessOf(tool, read.args)) === "destructive";
      facts.push({ ...(await affects(read.args, ctx)), ...(isDestructive && { access: "destructive" }) });
    }
    const known = together(facts);
    return {
      facts: complete || !ctx.settings.protect ? known : withDropped(known, calls[0] ?? {}, parameters),
      complete,
    };
  } catch (error) {
    // The tool refuses what the operation may still accept.
    if (error instanceof ToolError) return asksAtMost(tool);
    throw error;
  }
}

const asksAtMost = (tool: Tool): "not judged" | undefined =>
  highestAccess(tool) === "destructive" ? "not judged" : undefined;

async function covering({ id }: Operation): Promise<{ readonly tool: Tool; readonly coverage: Coverage } | undefined> {
  for (const tool of await loadTypedTools()) {
    const coverage = coverageOf(tool).find(({ operation }) => operation === id);
    if (coverage) return { tool, coverage };
  }
  return undefined;
}

/** The parameters that the tool takes. Those that only the operation takes do not concern it. */
const taken = ({ input, aliases = {} }: Tool, parameters: Given): Given =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => name in input.shape || name in aliases));

/** The facts of an operation that means several calls of a tool. */
function together(facts: readonly CallFacts[]): CallFacts {
  const code = facts.find((one) => one.code !== undefined)?.code;
  const unresolved = facts.find((one) => one.unresolved !== undefined)?.unresolved;
  const access = facts.find((one) => one.access !== undefined)?.access;
  return {
    effect: facts[0]?.effect ?? "",
    objects: facts.flatMap(({ objects }) => objects),
    consequences: facts.flatMap(({ consequences }) => consequences),
    ...(code && facts.length === 1 && { code }),
    ...(access && { access }),
    ...(unresolved !== undefined && { unresolved }),
  };
}

/** Parameters whose text never names an object. */
const NAMELESS =
  /^(?:update_mask|etag|externalId|idempotency_token|request_id|latest_repair_id|cause|schemas|format|disposition|wait_timeout|on_wait_timeout|(?:.*_)?(?:comment|description|summary|display_name))$/;

/**
 * The facts with what the tool does not take, where names are protected: every text of it can be the name of an object, and
 * an ID cannot be looked up.
 */
function withDropped(facts: CallFacts, known: Given, parameters: Given): CallFacts {
  const dropped = Object.entries(parameters).filter(([name]) => !(name in known) && !NAMELESS.test(name));
  const texts = dropped
    .flatMap(([name, value]) => leaves(name, value))
    .filter(([, text]) => !/^(?:true|false|null|)$/.test(text));
  const [id] = texts.find(([path]) => /(?:^|[._])(?:ids?|arn)(?:\[\d+\])*$|[a-z]Ids?$/.test(path)) ?? [];
  return {
    ...facts,
    objects: [
      ...facts.objects,
      ...texts.map(([, name]) => ({
        kind: "parameter",
        name,
        contents: name.startsWith("/") ? ("/" as const) : undefined,
      })),
    ],
    ...(id !== undefined && { unresolved: `call_api cannot look up the object that ${oneLine(id, 100)} names` }),
  };
}

/** The objects as far as the request itself names them. */
const identified = (operation: Operation, parameters: Given): readonly AffectedObject[] =>
  operation.parameters
    .filter(({ name }) => /(?:^|_)(?:id|arn|name|name_arg|path|key|scope)$|[a-z]Id$/.test(name))
    .flatMap(({ name }) => {
      const value = parameters[name];
      return typeof value === "string" || typeof value === "number"
        ? [{ kind: name.replaceAll("_", " ").replace(/Id$/, " id"), name: String(value) }]
        : [];
    });
