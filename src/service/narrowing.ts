import type { IncomingMessage } from "node:http";
import { ACCESS, type Access } from "../access.ts";

/** A part of what the caller may use, chosen by the caller. It can leave out, and never add. */
export interface NarrowedView {
  readonly access?: Access;
  /** Lists of toolsets and presets. A tool must be in each of them. */
  readonly toolsets: readonly (readonly string[])[];
  readonly workspaces?: readonly string[];
}

/** A path or header that names something unknown. */
export interface NarrowingProblem {
  readonly status: 400 | 404;
  readonly problem: string;
}

/** Names that a path or header may contain. */
export interface KnownNames {
  readonly toolsets: readonly string[];
  readonly workspaces: readonly string[];
}

/** `/mcp`, `/mcp/readonly`, `/mcp/x/sql,jobs`, `/mcp/x/sql/readonly` */
const PATH = /^\/mcp(?:\/x\/(?<names>[\w,-]{1,400}))?(?<readonly>\/readonly)?$/;

/**
 * The view that a request asks for by its path and by the headers `X-MCP-Readonly: true`, `X-MCP-Access: write`,
 * `X-MCP-Toolsets: sql,jobs` and `X-MCP-Workspaces: dev`. Path and headers narrow together.
 */
export function viewOf({ url = "", headers }: Pick<IncomingMessage, "url" | "headers">, known: KnownNames) {
  const path = PATH.exec(url.split("?", 1)[0] ?? "");
  if (!path) return problem(404, "Not found: MCP is served at /mcp, /mcp/readonly and /mcp/x/<toolsets>");
  const byPath = namesIn(path.groups?.names);
  const byHeader = namesIn(one(headers["x-mcp-toolsets"]));
  const workspaces = namesIn(one(headers["x-mcp-workspaces"]));
  const access = accessOf(one(headers["x-mcp-access"]), one(headers["x-mcp-readonly"]));
  const strange = (names: readonly string[] = [], of: readonly string[]) => names.find((name) => !of.includes(name));
  if (strange(byPath, known.toolsets) !== undefined) return problem(404, "The path names a toolset that is not served");
  if (strange(byHeader, known.toolsets) !== undefined)
    return problem(400, "X-MCP-Toolsets names a toolset that is not served");
  if (strange(workspaces, known.workspaces) !== undefined) {
    return problem(400, "X-MCP-Workspaces names a workspace that is not served");
  }
  if (access === "unknown") return problem(400, `X-MCP-Access must be one of ${ACCESS.join(", ")}`);
  const lowest = path.groups?.readonly === undefined ? access : "read";
  return {
    toolsets: [byPath, byHeader].filter((names) => names !== undefined),
    ...(lowest !== undefined && { access: lowest }),
    ...(workspaces && { workspaces }),
  } satisfies NarrowedView;
}

const problem = (status: 400 | 404, text: string): NarrowingProblem => ({ status, problem: text });

function accessOf(access: string | undefined, readonly: string | undefined): Access | "unknown" | undefined {
  // Anything but an explicit "no" makes it read-only: a misspelled value must not leave out the protection.
  if (readonly !== undefined && !/^(false|0)$/i.test(readonly.trim())) return "read";
  if (access === undefined) return undefined;
  return ACCESS.find((each) => each === access.trim().toLowerCase()) ?? "unknown";
}

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(",") : header;

/** Names in one order, without duplicates, so that equal views have equal keys. */
function namesIn(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(",").map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ""))].sort();
}
