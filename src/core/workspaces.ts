import { recordOf } from "../records.ts";
import type { Runtime } from "./runtime.ts";

/** A workspace that this server serves. */
export interface Workspace {
  readonly name: string;
  readonly runtime: Runtime;
}

/** At least one; the first is the default. */
export type Workspaces = readonly [Workspace, ...Workspace[]];

/** The argument that every tool has when the server serves several workspaces. */
export const WORKSPACE = "workspace";

const SCHEME = "databricks://";

export interface Routed<T> {
  readonly workspace: Workspace;
  readonly inner: T;
}

/** Finds the workspace of a call or resource URI. With one workspace, tools have no argument and URIs no name for it. */
export interface Router {
  readonly all: Workspaces;
  /** Those of `all` that are workspaces, and not accounts. */
  readonly workspaces: readonly Workspace[];
  /** Whether clients name the workspace. */
  readonly named: boolean;
  /** Adds the optional argument to an advertised input schema. */
  advertise<S extends Readonly<Record<string, unknown>>>(schema: S): S;
  /** Removes the argument from a call's arguments. */
  call(args: unknown): Routed<unknown> | { readonly problem: string };
  /** A workspace's own URI (`databricks://clusters/…`) as clients see it (`databricks://prod/clusters/…`). */
  outward(name: string, uri: string): string;
  /** The reverse of `outward`; `undefined` for a URI that does not name a workspace of this server. */
  inward(uri: string): Routed<string> | undefined;
  /** A URI template as clients see it, with the workspace as its first variable. */
  template(uri: string): string;
}

/** `named`: clients name the workspace in calls and URIs. By default they do if there are several. */
export function createRouter(all: Workspaces, named = all.length > 1): Router {
  const [first] = all;
  const names = all.map(({ name }) => name);
  const workspaces = all.filter(({ runtime }) => runtime.settings.accountId === undefined);
  if (!named) {
    return {
      all,
      workspaces,
      named,
      advertise: (schema) => schema,
      call: (inner) => ({ workspace: first, inner }),
      outward: (_, uri) => uri,
      inward: (uri) => ({ workspace: first, inner: uri }),
      template: (uri) => uri,
    };
  }
  const byName = new Map(all.map((workspace) => [workspace.name, workspace]));
  const argument = { type: "string", enum: names, default: first.name };
  return {
    all,
    workspaces,
    named,
    advertise: (schema) => ({ ...schema, properties: { ...recordOf(schema.properties), [WORKSPACE]: argument } }),
    call(args) {
      const { [WORKSPACE]: name = first.name, ...inner } = recordOf(args);
      const workspace = typeof name === "string" ? byName.get(name) : undefined;
      if (workspace) return { workspace, inner };
      return { problem: `${WORKSPACE} must be one of ${names.join(", ")}. Nothing was sent.` };
    },
    outward: (name, uri) => (uri.startsWith(SCHEME) ? `${SCHEME}${name}/${uri.slice(SCHEME.length)}` : uri),
    inward(uri) {
      const end = uri.indexOf("/", SCHEME.length);
      const workspace = uri.startsWith(SCHEME) && end > 0 ? byName.get(uri.slice(SCHEME.length, end)) : undefined;
      return workspace && { workspace, inner: `${SCHEME}${uri.slice(end + 1)}` };
    },
    template: (uri) => (uri.startsWith(SCHEME) ? `${SCHEME}{${WORKSPACE}}/${uri.slice(SCHEME.length)}` : uri),
  };
}
