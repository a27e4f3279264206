import * as z from "zod";
import { ACCESS, type Access } from "../access.ts";
import { list } from "./values.ts";

/** Properties of a caller that a rule can name. */
const GRANT_KINDS = ["scope", "group", "user", "token"] as const;
export type GrantKind = (typeof GRANT_KINDS)[number];

/** The access of the callers that a rule matches. */
export interface GrantRule {
  /** `any` matches every caller. */
  readonly kind: GrantKind | "any";
  readonly name: string;
  readonly access: Access;
  /** Toolsets and presets, among those that the server serves. Absent: all of them. */
  readonly toolsets?: readonly string[];
  /** Names of workspaces. Absent: all of them. */
  readonly workspaces?: readonly string[];
}

const WHO = /^(?:(?<all>\*)|(?<kind>[a-z]+):(?<name>[^,=\s]{1,200}))$/;
const WHAT = /^(?<access>[a-z]+)(?:\/(?<toolsets>[a-z0-9_+-]+))?(?:@(?<workspaces>[a-z0-9_+-]+))?$/i;

/** `scope:mcp.read=read`, `group:admins=destructive@dev+prod`, `*=read/sql+analyst`. */
export const grants = list.transform((parts, ctx): GrantRule[] =>
  parts.map((part, index) => {
    const at = part.lastIndexOf("=");
    const who = WHO.exec(part.slice(0, Math.max(0, at)).trim())?.groups ?? {};
    const what = WHAT.exec(part.slice(at + 1).trim())?.groups ?? {};
    const kind = who.all === undefined ? GRANT_KINDS.find((each) => each === who.kind) : "any";
    const access = ACCESS.find((each) => each === what.access);
    if (kind === undefined || access === undefined) {
      ctx.addIssue(
        `must be a list of who=access[/toolsets][@workspaces], with who one of ${GRANT_KINDS.map((each) => `${each}:name`).join(", ")} or *, and access one of ${ACCESS.join(", ")}; entry ${index + 1} is invalid`,
      );
      return z.NEVER;
    }
    return {
      kind,
      name: who.name ?? "*",
      access,
      ...(what.toolsets && { toolsets: what.toolsets.split("+") }),
      ...(what.workspaces && { workspaces: what.workspaces.split("+") }),
    };
  }),
);
