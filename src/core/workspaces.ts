import type { Runtime } from "./runtime.ts";

/** A workspace this server works in. */
export interface Workspace {
  readonly name: string;
  readonly runtime: Runtime;
}

/** At least one; the first is the default. */
export type Workspaces = readonly [Workspace, ...Workspace[]];

/** The argument every tool gains when there are several workspaces. */
export const WORKSPACE = "workspace";

const SCHEME = "databricks://";

export interface Routed<T> {
  readonly workspace: Workspace;
  readonly inner: T;
}

/** Which workspace a call or an address is for. With one workspace nothing changes: no argument, plain addresses. */
export interface Router {
  readonly all: Workspaces;
  /** Adds the optional argument to an advertised input schema. */
  advertise<S extends Readonly<Record<string, unknown>>>(schema: S): S;
  /** Takes the argument out of a call's arguments. */
  call(args: unknown): Routed<unknown> | { readonly problem: string };
  /** A tool's own address (`databricks://clusters/…`) as clients see it (`databricks://prod/clusters/…`). */
  outward(name: string, uri: string): string;
  /** The other way round; `undefined` for an address that names no workspace of ours. */
  inward(uri: string): Routed<string> | undefined;
  /** A template as clients see it, with the workspace as its first variable. */
  template(uri: string): string;
}

/** Which workspace a call is for, and how addresses name it. With a single one nothing shows outside. */
export function createRouter(all: Workspaces): Router {
  const [first] = all;
  const names = all.map(({ name }) => name);
  if (all.length === 1) {
    return {
      all,
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
    advertise: (schema) => ({ ...schema, properties: { ...asRecord(schema.properties), [WORKSPACE]: argument } }),
    call(args) {
      const { [WORKSPACE]: name = first.name, ...inner } = asRecord(args);
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

const asRecord = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
