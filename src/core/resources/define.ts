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

/** What a read answers: text, or bytes. */
export type Contents =
  | { readonly text: string; readonly mimeType?: string }
  | { readonly blob: Uint8Array; readonly mimeType?: string };

/** How a resource is watched: the field of its contents that holds its state, and states that do not end by themselves. */
export interface Watch {
  readonly state: string;
  readonly atRest: ReadonlySet<string>;
}

interface ResourceOptions<V extends string> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
  /** The concrete resources behind a template, a bounded page of them. */
  list?(ctx: Context): Promise<readonly ListedResource[]>;
  /** Values for a variable that start with what was typed; at most 100 are sent. */
  readonly complete?: { readonly [K in V]?: (ctx: Context, typed: string) => Promise<readonly string[]> };
  /** Contents from the tool's output, where its JSON is not what a reader of the resource wants. */
  contents?(output: Record<string, unknown>): Contents;
  /** Clients can follow it. Its contents are a JSON object that stays the same while nothing happens: no running clocks. */
  readonly watch?: Watch;
}

/** A read tool with an address. */
export interface Resource extends ResourceOptions<string> {
  /** RFC 6570 template, or a plain URI. */
  readonly uri: string;
  /** The tool that reads it; a function where only the object's type decides (a folder lists, a file reads). */
  readonly tool: Tool | ((ctx: Context, variables: Readonly<Record<string, string>>) => Promise<Tool>);
}

type ReadBy<V extends string> = Tool<z.ZodObject<{ [K in V]: z.ZodType } & z.ZodRawShape>>;

/**
 * Gives `tool` an address. Every variable of the template must be one of the tool's arguments: a resource cannot
 * disagree with the tool behind it.
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
 * The variables of `uri` under `template`, decoded, or `undefined` when it is not one of its URIs. `{x}` is one
 * segment; `{+x}` is an absolute path and gets its leading slash. Malformed percent-encoding does not match.
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

/** The URI of a template's variables; `{+x}` keeps its inner slashes. */
export const expandUri = (template: string, variables: Readonly<Record<string, string>>): string =>
  template.replace(SLOT, (_, operator: string, name: string) => {
    const value = variables[name] ?? "";
    return operator === "+"
      ? value.replace(/^\//, "").split("/").map(encodeURIComponent).join("/")
      : encodeURIComponent(value);
  });
