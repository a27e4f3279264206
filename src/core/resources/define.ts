import type * as z from "zod";
import type { Context } from "../calls/context.ts";
import type { Tool } from "../tool.ts";

/** The variables of a URI template: `databricks://clusters/{cluster_id}` → `"cluster_id"`. */
export type Variables<U extends string> = U extends `${string}{+${infer V}}${infer Rest}`
  ? V | Variables<Rest>
  : U extends `${string}{${infer V}}${infer Rest}`
    ? V | Variables<Rest>
    : never;

/** One concrete resource in `resources/list`. */
export interface ListedResource {
  readonly variables: Readonly<Record<string, string>>;
  readonly name: string;
  readonly description?: string;
  readonly size?: number;
}

/** Contents of a resource: text or bytes. */
export type Contents =
  | { readonly text: string; readonly mimeType?: string }
  | { readonly blob: Uint8Array; readonly mimeType?: string };

/** How a resource is watched: the field of its contents that holds the state, and the states that do not change by themselves. */
export interface Watch {
  readonly state: string;
  readonly stable: ReadonlySet<string>;
}

interface ResourceOptions<V extends string> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
  /** One page of the concrete resources behind a template. */
  list?(ctx: Context): Promise<readonly ListedResource[]>;
  /** Values for a variable that match the typed text; at most 100 are sent. */
  readonly complete?: { readonly [K in V]?: (ctx: Context, typed: string) => Promise<readonly string[]> };
  /** Contents made from the tool's output, if they are not simply its JSON. */
  contents?(output: Record<string, unknown>): Contents;
  /** Another tool that returns the same contents: where it is served, the resource can be read. */
  readonly alsoServedBy?: string;
  /** Clients can subscribe to it. Its contents are a JSON object without running clocks, which differs only after a change. */
  readonly watch?: Watch;
}

/** A read tool with a URI. */
export interface Resource extends ResourceOptions<string> {
  /** RFC 6570 template, or a plain URI. */
  readonly uri: string;
  /** The tool that reads it; a function if it depends on the type of the object (folder or file). */
  readonly tool: Tool | ((ctx: Context, variables: Readonly<Record<string, string>>) => Promise<Tool>);
}

type ReadBy<V extends string> = Tool<z.ZodObject<{ [K in V]: z.ZodType } & z.ZodRawShape>>;

/**
 * Gives a read tool a URI. Every variable of the template must be one of the tool's arguments, so that the resource cannot
 * disagree with the tool.
 */
export function defineResource<const U extends string>(
  uri: U,
  tool: ReadBy<Variables<U>> | ((ctx: Context, variables: Readonly<Record<string, string>>) => Promise<Tool>),
  options: ResourceOptions<Variables<U>>,
): Resource {
  return { uri, tool, ...options };
}

const SLOT = /\{(\+?)([a-z_]{1,40})\}/g;

/** Names of a template's variables, in order. */
export const variablesOf = (uri: string): string[] => [...uri.matchAll(SLOT)].map(([, , name]) => name ?? "");

/**
 * The decoded variables of `uri`, or `undefined` if it does not match `template`. `{x}` matches one segment; `{+x}` an
 * absolute path, whose leading slash is added. Malformed percent-encoding does not match.
 */
export function matchUri(template: string, uri: string): Record<string, string> | undefined {
  const names = variablesOf(template);
  const pattern = template
    .split(SLOT)
    .map((part, index) =>
      index % 3 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : index % 3 === 1 ? slot(part) : "",
    )
    .join("");
  const match = uri.length <= 8192 ? new RegExp(`^${pattern}$`).exec(uri) : null;
  if (!match) return undefined;
  try {
    return Object.fromEntries(
      names.map((name, index) => {
        const value = decodeURIComponent(match[index + 1] ?? "");
        return [name, template.includes(`{+${name}}`) ? `/${value}` : value];
      }),
    );
  } catch {
    return undefined;
  }
}

const slot = (operator: string): string => (operator === "+" ? "([^?#]*)" : "([^/?#]+)");

/** The URI for these values of a template's variables. Slashes within `{+x}` are kept. */
export const expandUri = (template: string, variables: Readonly<Record<string, string>>): string =>
  template.replace(SLOT, (_, operator: string, name: string) => {
    const value = variables[name] ?? "";
    return operator === "+"
      ? value.replace(/^\//, "").split("/").map(encodeURIComponent).join("/")
      : encodeURIComponent(value);
  });

/** A resource read that failed. `notFound`: the URI is wrong; otherwise the workspace or the server failed. */
export class ResourceFailure extends Error {
  readonly notFound: boolean;
  constructor(message: string, notFound: boolean) {
    super(message);
    this.notFound = notFound;
  }
}
