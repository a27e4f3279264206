import type { BundleAction } from "../../api/bundles/plan.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { isRecord } from "../../records.ts";
import { grantingFields } from "../admin/granting-fields.ts";
import { runsAsAnother } from "../admin/own-identity.ts";
import { creationConsequences } from "../compute/cluster-facts.ts";
import { loadedCode } from "../compute/loaded-code.ts";
import { grantingJobFields } from "../jobs/settings.ts";
import { alwaysRuns, isContinuous } from "../jobs/starts.ts";
import { fullRefresh, runByTasks } from "../jobs/task-objects.ts";
import { servingConsequences } from "../serving/deployment-facts.ts";
import { powers } from "../sql/warehouse-facts.ts";

type Fields = BundleAction["config"];

/** Fields that place data elsewhere, or have others see it with the access of this server's identity. */
const OUTBOUND = grantingFields({
  storage_root: "outbound",
  storage_location: "outbound",
  embed_credentials: "outbound",
});

/** Why the tool for one object of this kind would ask, by the kind. */
const BY_KIND: Readonly<Record<string, (config: Fields, ctx: Context) => Consequence[] | Promise<Consequence[]>>> = {
  // The plan says what run_as is.
  jobs: async ({ run_as: _, ...config }, ctx) => [
    ...grantingJobFields.consequences(config),
    ...fullRefresh((await runByTasks(ctx, config.tasks)).empties),
    ...alwaysRuns(isContinuous(config)),
  ],
  pipelines: ({ continuous }) => alwaysRuns(continuous === true),
  clusters: (config) => creationConsequences(config),
  sql_warehouses: powers.consequences,
  model_serving_endpoints: ({ config, ...settings }) =>
    isRecord(config) && Array.isArray(config.served_entities)
      ? servingConsequences(config.served_entities.filter(isRecord), settings)
      : [],
};

/**
 * Consequences of creating or changing one resource for which the tool for one object would ask as well. A plan has only
 * the names of fields.
 */
export async function resourceConsequences(
  ctx: Context,
  { key, action, config, current, fields }: BundleAction,
): Promise<Consequence[]> {
  if (action === "unchanged" || action === "delete") return [];
  const changed = Object.fromEntries(
    Object.entries(config).filter(
      ([field, value]) => value !== false && (action !== "update" || fields.includes(field)),
    ),
  );
  const of = BY_KIND[key.split(".")[0] ?? ""];
  const found = [
    ...OUTBOUND.consequences(changed),
    ...((await of?.(changed, ctx)) ?? []),
    ...(key.startsWith("clusters.") ? [] : loadedCode(changed, current?.config).consequences),
    ...(await codeOfAnother(ctx, current?.config, config)),
  ];
  return found.map(({ reason, text }) => ({ reason, text: say`${key}: ${text}` }));
}

/** Code of a job or pipeline that exists and runs as another identity, which a plan without `run_as` does not show. */
async function codeOfAnother(ctx: Context, current: Fields | undefined, { run_as }: Fields): Promise<Consequence[]> {
  const runsAs = current?.run_as_user_name;
  if (typeof runsAs !== "string" || run_as !== undefined || !(await runsAsAnother(ctx, runsAs))) return [];
  return [{ reason: "identity", text: say`It runs as ${runsAs}, and so does the code that it gets.` }];
}
