import { createPace } from "../../api/http/slices/pace.ts";
import { MESSAGE_LIMIT_BYTES } from "../../limits.ts";
import { oneLine } from "../../text.ts";
import { createContext } from "../calls/create-context.ts";
import { explain, ToolError } from "../errors.ts";
import { cleanOutput } from "../output/clean.ts";
import { strip } from "../output/fence.ts";
import { RANGES, RangeProblem, readRange } from "../output/result-range.ts";
import { RESULT_URI, type StoredResult } from "../output/results.ts";
import type { Caller, Runtime } from "../runtime.ts";
import type { ListedTool } from "../tool.ts";
import { type Contents, expandUri, matchUri, type Resource, variablesOf, type Watch } from "./define.ts";

/** A resource read that failed. `notFound`: the URI is wrong; otherwise the workspace or the server failed. */
export class ResourceFailure extends Error {
  readonly notFound: boolean;
  constructor(message: string, notFound: boolean) {
    super(message);
    this.notFound = notFound;
  }
}

/** The tools and resources served. A resource whose tool is not served cannot be read either (R2). */
export interface Served {
  readonly tools: readonly Pick<ListedTool, "name">[];
  readonly resources: readonly Resource[];
  /** Resources whose tool is not served: not listed, and a read says which tool is missing. */
  readonly unserved?: readonly Resource[];
}

const described = ({ name, title, description, mimeType }: Resource) => ({ name, title, description, mimeType });

const isTemplate = (resource: Resource): boolean => variablesOf(resource.uri).length > 0;

/** `resources/templates/list`. */
export const resourceTemplates = (resources: readonly Resource[]) => [
  ...resources.filter(isTemplate).map((resource) => ({ uriTemplate: resource.uri, ...described(resource) })),
  {
    uriTemplate: `${RESULT_URI}{id}{?${RANGES.join(",")}}`,
    name: "result",
    title: "Stored result",
    description:
      "The complete data of a shortened result, or a file made by a tool. Read part of it with lines=1-40 or bytes=0-999; for JSON also rows=0-99 and path=a.b; for a JSON list also format=csv (or json_lines, arrow). Kept for up to 30 minutes after the last read.",
  },
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
    const [address = "", query = ""] = uri.split("?", 2);
    const kept = await runtime.results.get(caller.scope, address);
    if (!kept)
      throw new ResourceFailure(
        "This result does not exist or has expired. Call the tool that returned it again.",
        true,
      );
    const file = await readPart(kept, query);
    if (isTooLarge(file.data)) throw new ResourceFailure(tooLargeToRead(file, query), true);
    return [toContent(uri, typeof file.data === "string" ? { text: file.data } : { blob: file.data }, file.mimeType)];
  }
  for (const resource of [...served.resources, ...(served.unserved ?? [])]) {
    const variables = matchUri(resource.uri, uri);
    if (!variables) continue;
    const contents = await readByTool(resource, variables, served.tools, runtime, caller);
    return [toContent(uri, contents, contents.mimeType ?? resource.mimeType)];
  }
  throw new ResourceFailure(
    "Unknown resource. resources/list and resources/templates/list show the available ones.",
    true,
  );
}

/** Room for the rest of the message. */
const ENVELOPE_BYTES = 4096;
const PART_BYTES = 4_000_000;

/** Whether the data does not fit into one message: text with its escapes, bytes as base64. */
function isTooLarge(data: StoredResult["data"]): boolean {
  const room = MESSAGE_LIMIT_BYTES - ENVELOPE_BYTES;
  if (typeof data !== "string") return (data.byteLength * 4) / 3 > room;
  return data.length > room || (data.length * 6 > room && Buffer.byteLength(JSON.stringify(data)) > room);
}

function tooLargeToRead({ data, mimeType }: StoredResult, query: string): string {
  const size = typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
  const next = (form: string) => `${query === "" ? "?" : "&"}${form}`;
  const forms = [
    `${next(`bytes=0-${PART_BYTES - 1}`)}, then bytes=${PART_BYTES}-${2 * PART_BYTES - 1} and so on`,
    ...(typeof data === "string" ? [next("lines=1-1000")] : []),
    ...(mimeType === "application/json" && !query.includes("rows=") ? [next("rows=0-999")] : []),
  ];
  return `This has ${size.toLocaleString("en")} bytes, and one message can have ${MESSAGE_LIMIT_BYTES.toLocaleString("en")}. Read it in parts: add ${forms.join("; or ")}.`;
}

async function readPart(kept: StoredResult, query: string): Promise<StoredResult> {
  try {
    return await readRange(kept, query);
  } catch (error) {
    throw error instanceof RangeProblem ? new ResourceFailure(error.message, true) : error;
  }
}

async function readByTool(
  resource: Resource,
  variables: Record<string, string>,
  tools: Served["tools"],
  runtime: Runtime,
  caller: Caller,
): Promise<Contents> {
  const ctx = createContext(runtime, caller);
  try {
    const tool = typeof resource.tool === "function" ? await resource.tool(ctx, variables) : resource.tool;
    if (!isServed(tools, tool) && !tools.some(({ name }) => name === resource.alsoServedBy)) {
      throw new ToolError(`This resource requires the tool ${tool.name}, which this server does not serve.`, {
        next: "The operator can enable it with --tools or --toolsets.",
      });
    }
    const args = tool.input.safeParse(variables);
    if (!args.success) throw new ResourceFailure(args.error.issues.map((issue) => issue.message).join("; "), true);
    const output = tool.output.parse(await tool.run(ctx, args.data));
    const { value: shown } = await cleanOutput(output, {
      untrusted: tool.untrusted,
      redact: runtime.redact,
      pace: createPace(),
    });
    const clean = Object.fromEntries(Object.entries(shown ?? {}));
    return resource.contents?.(clean) ?? { text: JSON.stringify(clean) };
  } catch (error) {
    if (error instanceof ResourceFailure) throw error;
    const { kind, text } = explain(error);
    throw new ResourceFailure(runtime.redact(text), kind === "not-found" || kind === "invalid");
  }
}

const toContent = (uri: string, contents: Contents, mimeType: string) => ({
  uri,
  mimeType,
  ...("text" in contents ? { text: contents.text } : { blob: Buffer.from(contents.blob).toString("base64") }),
});

/** `completion/complete` for one variable of a template. An unknown variable has no values. */
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
  // Completion never fails: an error would interrupt typing.
  return complete ? complete(createContext(runtime, caller), typed).catch(() => []) : [];
}
