import { oneLine } from "../../text.ts";
import { createContext } from "../calls/create-context.ts";
import { explain, ToolError } from "../errors.ts";
import { strip, stripTree } from "../output/fence.ts";
import { redactTree } from "../output/redact.ts";
import { RANGES, RangeProblem, readRange } from "../output/result-range.ts";
import { RESULT_URI, type StoredResult } from "../output/results.ts";
import type { Caller, Runtime } from "../runtime.ts";
import type { Tool } from "../tool.ts";
import { type Contents, expandUri, matchUri, type Resource, variablesOf, type Watch } from "./define.ts";

/** A read that failed; `notFound` is the caller's mistake, everything else the workspace's or ours. */
export class ResourceFailure extends Error {
  readonly notFound: boolean;
  constructor(message: string, notFound: boolean) {
    super(message);
    this.notFound = notFound;
  }
}

/** What this server serves: a resource gives no way around a tool that is left out (R2). */
export interface Served {
  readonly tools: readonly Tool[];
  readonly resources: readonly Resource[];
}

const described = ({ name, title, description, mimeType }: Resource) => ({ name, title, description, mimeType });

const isTemplate = (resource: Resource): boolean => variablesOf(resource.uri).length > 0;

/** `resources/templates/list`. */
export const resourceTemplates = (resources: readonly Resource[]) => [
  ...resources.filter(isTemplate).map((resource) => ({ uriTemplate: resource.uri, ...described(resource) })),
  {
    uriTemplate: `${RESULT_URI}{id}{?${RANGES.join(",")}}`,
    name: "result",
    title: "Kept result",
    description:
      "A result that was cut to fit, or a file a tool made: all of it, or rows=0-99 and path=a.b of JSON, format=csv (json_lines, arrow) of a JSON list, lines=1-40, bytes=0-999. Kept for half an hour.",
  },
];

/** `resources/list`: the fixed ones, then a bounded page of what stands behind the templates. */
export async function listResources(resources: readonly Resource[], runtime: Runtime, caller: Caller) {
  const ctx = createContext(runtime, caller);
  const listed = resources.map(async (resource) => {
    const own = isTemplate(resource) ? [] : [{ uri: resource.uri, ...described(resource) }];
    if (!resource.list) return own;
    // A list that cannot be read must not hide the others: the reason is in the log and in a read of the resource.
    const items = await resource.list(ctx).catch((error: unknown) => {
      runtime.log.warning("resource list", { resource: resource.name, error: runtime.redact(String(error)) });
      return [];
    });
    return [
      ...own,
      ...items.map(({ variables, name, description, size }) => ({
        uri: expandUri(resource.uri, variables),
        name: plain(name),
        title: plain(name),
        mimeType: resource.mimeType,
        ...(description ? { description: plain(description) } : {}),
        ...(size === undefined ? {} : { size }),
      })),
    ];
  });
  return (await Promise.all(listed)).flat();
}

/** A name somebody gave, as a list shows it: one line with nothing hidden in it. */
const plain = (text: string): string => oneLine(strip(text).text);

/** Those that clients can follow. */
export const watchable = ({ tools, resources }: Served): readonly Resource[] =>
  resources.filter(({ watch, tool }) => watch && typeof tool !== "function" && tools.includes(tool));

/** How what stands at `uri` is watched; nothing where nothing can be. */
export function watchAt(served: Served, uri: string): Watch | undefined {
  return watchable(served).find(({ uri: template, tool }) => {
    const variables = matchUri(template, uri);
    return variables && typeof tool !== "function" && tool.input.safeParse(variables).success;
  })?.watch;
}

/** `resources/read`. @throws ResourceFailure */
export async function readResource(served: Served, uri: string, runtime: Runtime, caller: Caller) {
  if (uri.startsWith(RESULT_URI)) {
    const [address = "", query = ""] = uri.split("?", 2);
    const kept = runtime.results.get(caller.scope, address);
    if (!kept)
      throw new ResourceFailure("This result is unknown or has expired. Call the tool that made it again.", true);
    const file = await part(kept, query);
    return [content(uri, typeof file.data === "string" ? { text: file.data } : { blob: file.data }, file.mimeType)];
  }
  for (const resource of served.resources) {
    const variables = matchUri(resource.uri, uri);
    if (!variables) continue;
    const contents = await read(resource, variables, served.tools, runtime, caller);
    return [content(uri, contents, contents.mimeType ?? resource.mimeType)];
  }
  throw new ResourceFailure("No such resource. resources/list and resources/templates/list tell what there is.", true);
}

async function part(kept: StoredResult, query: string): Promise<StoredResult> {
  try {
    return await readRange(kept, query);
  } catch (error) {
    throw error instanceof RangeProblem ? new ResourceFailure(error.message, true) : error;
  }
}

async function read(
  resource: Resource,
  variables: Record<string, string>,
  tools: readonly Tool[],
  runtime: Runtime,
  caller: Caller,
): Promise<Contents> {
  const ctx = createContext(runtime, caller);
  try {
    const tool = typeof resource.tool === "function" ? await resource.tool(ctx, variables) : resource.tool;
    if (!tools.includes(tool)) {
      throw new ToolError(`This resource is read by ${tool.name}, which this server does not serve.`, {
        next: "The operator can serve it with --tools or --toolsets.",
      });
    }
    const args = tool.input.safeParse(variables);
    if (!args.success) throw new ResourceFailure(args.error.issues.map((issue) => issue.message).join("; "), true);
    const output = tool.output.parse(await tool.run(ctx, args.data));
    const redacted = redactTree(output, runtime.redact);
    const shown = tool.untrusted === true ? stripTree(redacted).value : redacted;
    const clean = Object.fromEntries(Object.entries(shown ?? {}));
    return resource.contents?.(clean) ?? { text: JSON.stringify(clean) };
  } catch (error) {
    if (error instanceof ResourceFailure) throw error;
    const told = explain(error);
    throw new ResourceFailure(runtime.redact(told.text), told.kind === "not-found" || told.kind === "invalid");
  }
}

const content = (uri: string, contents: Contents, mimeType: string) => ({
  uri,
  mimeType,
  ...("text" in contents ? { text: contents.text } : { blob: Buffer.from(contents.blob).toString("base64") }),
});

/** `completion/complete` for one variable of a template; an unknown one has no values. */
export async function completeVariable(
  resources: readonly Resource[],
  uri: string,
  variable: string,
  typed: string,
  runtime: Runtime,
  caller: Caller,
): Promise<readonly string[]> {
  const resource = resources.find((candidate) => candidate.uri === uri);
  const complete = resource?.complete?.[variable];
  // Nobody who types is disturbed.
  return complete ? complete(createContext(runtime, caller), typed).catch(() => []) : [];
}
