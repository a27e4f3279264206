import { createPace } from "../../api/http/slices/pace.ts";
import { oneLine } from "../../text.ts";
import type { Context } from "../calls/context.ts";
import { createContext } from "../calls/create-context.ts";
import { explain, ToolError } from "../errors.ts";
import { cleanOutput } from "../output/clean.ts";
import { strip } from "../output/fence.ts";
import { RESULT_URI } from "../output/results.ts";
import type { Caller, Runtime } from "../runtime.ts";
import type { ListedTool } from "../tool.ts";
import {
  type Contents,
  expandUri,
  matchUri,
  type Resource,
  ResourceFailure,
  variablesOf,
  type Watch,
} from "./define.ts";
import { RESULT_TEMPLATE, readResult } from "./stored-results.ts";

/** The tools and resources served. A resource whose tool is not served cannot be read either (R2). */
export interface Served {
  readonly tools: readonly Pick<ListedTool, "name">[];
  readonly resources: readonly Resource[];
  /** Resources whose tool is not served: not listed, and a read says which tool is missing. */
  readonly unserved?: readonly Resource[];
  /** Why a tool is not served. */
  why?(name: string): string | undefined;
}

const described = ({ name, title, description, mimeType }: Resource) => ({ name, title, description, mimeType });

const isTemplate = (resource: Resource): boolean => variablesOf(resource.uri).length > 0;

/** `resources/templates/list`. */
export const resourceTemplates = (resources: readonly Resource[]) => [
  ...resources.filter(isTemplate).map((resource) => ({ uriTemplate: resource.uri, ...described(resource) })),
  RESULT_TEMPLATE,
];

/** `resources/list`: the fixed resources, then one page of those behind each template. */
export async function listResources(resources: readonly Resource[], runtime: Runtime, caller: Caller) {
  const ctx = createContext(runtime, caller);
  const listed = resources.map(async (resource) => {
    const own = isTemplate(resource) ? [] : [{ uri: resource.uri, ...described(resource) }];
    if (!resource.list) return own;
    // A list that cannot be read must not hide the others. The log and a read of the resource show the reason.
    const items = await resource.list(ctx).catch((error: unknown) => {
      runtime.log.warning("resource list failed", { resource: resource.name, error: runtime.redact(String(error)) });
      return [];
    });
    return [
      ...own,
      ...items.map(({ variables, name, description, size }) => ({
        uri: expandUri(resource.uri, variables),
        name: plainName(name),
        title: plainName(name),
        mimeType: resource.mimeType,
        ...(description ? { description: plainName(description) } : {}),
        ...(size === undefined ? {} : { size }),
      })),
    ];
  });
  return (await Promise.all(listed)).flat();
}

/** A name from the workspace as one line without hidden characters. */
const plainName = (text: string): string => oneLine(strip(text).text);

const isServed = (tools: Served["tools"], { name }: ListedTool): boolean => tools.some((tool) => tool.name === name);

/** The resources that clients can subscribe to. */
export const watchableResources = ({ tools, resources }: Served): readonly Resource[] =>
  resources.filter(({ watch, tool }) => watch && typeof tool !== "function" && isServed(tools, tool));

/** How the resource at `uri` is watched; `undefined` if clients cannot subscribe to it. */
export function findWatch(served: Served, uri: string): Watch | undefined {
  return watchableResources(served).find(({ uri: template, tool }) => {
    const variables = matchUri(template, uri);
    return variables && typeof tool !== "function" && tool.input.safeParse(variables).success;
  })?.watch;
}

/** `resources/read`. @throws ResourceFailure */
export async function readResource(served: Served, uri: string, runtime: Runtime, caller: Caller) {
  if (uri.startsWith(RESULT_URI)) {
    const { data, mimeType } = await readResult(runtime.results, caller.scope, uri);
    return [toContent(uri, typeof data === "string" ? { text: data } : { blob: data }, mimeType)];
  }
  for (const resource of [...served.resources, ...(served.unserved ?? [])]) {
    const variables = matchUri(resource.uri, uri);
    if (!variables) continue;
    const contents = await readByTool(resource, variables, { served, runtime, caller });
    return [toContent(uri, contents, contents.mimeType ?? resource.mimeType)];
  }
  throw new ResourceFailure(
    "Unknown resource. resources/list and resources/templates/list show the available ones.",
    true,
  );
}

interface Reading {
  readonly served: Served;
  readonly runtime: Runtime;
  readonly caller: Caller;
}

async function readByTool(
  resource: Resource,
  variables: Record<string, string>,
  { served: { tools, why }, runtime, caller }: Reading,
): Promise<Contents> {
  const { redact } = runtime;
  const ctx = createContext(runtime, caller);
  try {
    const tool = typeof resource.tool === "function" ? await resource.tool(ctx, variables) : resource.tool;
    if (!isServed(tools, tool) && !tools.some(({ name }) => name === resource.alsoServedBy)) {
      const next = why?.(tool.name) ?? "The operator can add it with --tools or --toolsets.";
      throw new ToolError(`This resource requires the tool ${tool.name}, which is not served.`, { next });
    }
    const args = tool.input.safeParse(variables);
    if (!args.success) throw new ResourceFailure(args.error.issues.map((issue) => issue.message).join("; "), true);
    const output = tool.output.parse(await tool.run(ctx, args.data));
    const { value: shown } = await cleanOutput(output, {
      untrusted: tool.untrusted,
      redact,
      pace: createPace(),
    });
    const clean = Object.fromEntries(Object.entries(shown ?? {}));
    return resource.contents?.(clean) ?? { text: JSON.stringify(clean) };
  } catch (error) {
    if (error instanceof ResourceFailure) throw error;
    const { kind, text } = explain(error);
    throw new ResourceFailure(redact(text), kind === "not-found" || kind === "invalid");
  }
}

const toContent = (uri: string, contents: Contents, mimeType: string) => ({
  uri,
  mimeType,
  ...("text" in contents ? { text: contents.text } : { blob: Buffer.from(contents.blob).toString("base64") }),
});

/** `completion/complete` for one variable of a template. An unknown variable has no values. */
export async function completeVariable(
  { complete }: Pick<Resource, "complete">,
  { name, value }: { readonly name: string; readonly value: string },
  ctx: Context,
): Promise<readonly string[]> {
  // Completion never fails: an error would interrupt typing.
  return (await complete?.[name]?.(ctx, value).catch(() => [])) ?? [];
}
