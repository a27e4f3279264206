import { type AccessControl, listPermissionLevels, type ObjectType } from "../../api/admin/permissions.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { supplement } from "../supplement.ts";
import type { ResolvedObject } from "./permission-objects.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
/** The form of a level. Nothing else that the workspace sends belongs into an error's own words. */
const LEVEL = /^[A-Z][A-Z_]{1,63}$/;
const CONTENT = words("CAN_READ CAN_RUN CAN_EDIT CAN_MANAGE");

/** Levels of the usual types, which need no request. Of others, and of levels that are new, the platform has the list. */
const USUAL: Partial<Readonly<Record<ObjectType, ReadonlySet<string>>>> = {
  apps: words("CAN_USE CAN_MANAGE"),
  clusters: words("CAN_ATTACH_TO CAN_RESTART CAN_MANAGE"),
  "cluster-policies": words("CAN_USE"),
  dashboards: CONTENT,
  directories: CONTENT,
  experiments: words("CAN_READ CAN_EDIT CAN_MANAGE"),
  files: CONTENT,
  "instance-pools": words("CAN_ATTACH_TO CAN_MANAGE"),
  jobs: words("CAN_VIEW CAN_MANAGE_RUN IS_OWNER CAN_MANAGE"),
  notebooks: CONTENT,
  pipelines: words("CAN_VIEW CAN_RUN IS_OWNER CAN_MANAGE"),
  queries: words("CAN_VIEW CAN_RUN CAN_EDIT CAN_MANAGE"),
  repos: CONTENT,
  "serving-endpoints": words("CAN_VIEW CAN_QUERY CAN_MANAGE"),
  warehouses: words("CAN_VIEW CAN_MONITOR CAN_USE IS_OWNER CAN_MANAGE"),
};

/**
 * Refuses a level that objects of this type do not have, before the user is asked about it.
 *
 * @throws {ToolError} With the levels that the object has
 */
export async function mustBeGrantable(ctx: Context, object: ResolvedObject, given: readonly AccessControl[]) {
  const isUsual = ({ permission_level }: AccessControl) => USUAL[object.object_type]?.has(permission_level) === true;
  if (given.every(isUsual)) return;
  const listed = await supplement(ctx, ({ client }) => listPermissionLevels(client, object));
  const levels = (listed ?? []).map(({ permission_level }) => permission_level).filter((level) => LEVEL.test(level));
  const wrong = given.find(({ permission_level }) => !levels.includes(permission_level));
  if (levels.length === 0 || wrong === undefined) return;
  throw new ToolError(
    `Objects of type ${object.object_type} do not have the permission level ${wrong.permission_level}; nothing was sent.`,
    { next: `They have ${levels.join(", ")}.` },
  );
}
