import { getCurrentUser } from "../../api/admin/scim.ts";
import { assembleBundle, type Bundle } from "../../api/bundles/config.ts";
import { BundleProblem, readBundleFiles } from "../../api/bundles/files.ts";
import { kindOf } from "../../api/bundles/kinds.ts";
import type { BundleAction, BundlePlan } from "../../api/bundles/plan.ts";
import { wireId } from "../../api/jobs/jobs.ts";
import { cleanPath } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import type { AffectedObject } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";
import { pipelineOutputs } from "../jobs/pipeline-facts.ts";

/** Which bundle a call is about. */
export interface BundleArguments {
  readonly path: string;
  readonly target?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** A bundle with the user who deploys it. */
export interface OpenedBundle {
  readonly bundle: Bundle;
  readonly user: string;
}

/** Reads the bundle in a folder. @throws {ToolError} with what is wrong in it */
export const openBundle = (ctx: Context, { path, target, variables = {} }: BundleArguments): Promise<OpenedBundle> =>
  explained(async () => {
    const { user_name, application_id } = await getCurrentUser(ctx.client);
    const user = user_name ?? application_id ?? "";
    const root = `/Workspace${cleanPath(path).replace(/^\/Workspace(?=\/)/, "")}`;
    const files = await readBundleFiles(ctx.client, root);
    return { bundle: assembleBundle(files, { root, target, variables, user }), user };
  });

/** @throws {ToolError} in place of a problem of the bundle */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BundleProblem)) throw error;
    throw new ToolError("The bundle cannot be deployed as it is. Nothing was changed.", {
      next: "Fix the problem below, then call plan_bundle.",
      quoted: error.message,
    });
  }
}

const COUNTED = ["create", "update", "recreate", "delete", "unchanged"] as const;

/** `2 create, 1 update` */
export const countsOf = (actions: readonly BundleAction[]): string =>
  COUNTED.map((one) => [one, actions.filter(({ action }) => action === one).length] as const)
    .filter(([, count]) => count > 0)
    .map(([one, count]) => `${count} ${one}`)
    .join(", ");

/** The name that an object has now, or will have. */
export const nameOf = ({ key, current, config }: BundleAction): string =>
  current?.name || kindOf(key)?.name(config) || key;

/** A plan as the user sees it, one line for each change. */
export const planText = ({ actions, permissions }: BundlePlan): string =>
  [
    ...actions
      .filter(({ action }) => action !== "unchanged")
      .map((one) => {
        const { key, action, id, fields, config } = one;
        const name = nameOf(one);
        const own = kindOf(key)?.name(config) || name;
        const shown = [name, id && name !== id ? `id ${id}` : "", own === name ? "" : `in the bundle: ${own}`]
          .filter(Boolean)
          .join(", ");
        // A name with a line break would look like another line of the plan.
        const line = `${action} ${key} (${shown})${fields.length > 0 ? `: ${fields.join(", ")}` : ""}`;
        return oneLine(line, line.length);
      }),
    ...[...permissions].map(([key, list]) => `permissions of ${key}: ${JSON.stringify(list)}`),
  ].join("\n");

/** The objects that a plan changes, as `--protect` knows them. */
export const affectedObjects = ({ actions, permissions }: BundlePlan): readonly AffectedObject[] =>
  actions
    .filter(({ action, key }) => action !== "unchanged" || permissions.has(key))
    .flatMap((one) => {
      const { key, action, id, config, current } = one;
      const kind = kindOf(key);
      const name = nameOf(one);
      const gone = action === "delete" || action === "recreate";
      const object = {
        kind: kind?.word ?? key,
        name,
        id: id === name ? undefined : id,
        // The platform reads `07` as the job 7.
        matches: [kind?.name(config), id && String(wireId(id))].flatMap((other) => other || []),
        contents: gone ? kind?.contents : undefined,
      };
      const specs = [...(action === "delete" ? [] : [config]), ...(gone && current ? [current.config] : [])];
      return [object, ...(key.startsWith("pipelines.") ? specs.flatMap((spec) => pipelineOutputs(spec)) : [])];
    });
