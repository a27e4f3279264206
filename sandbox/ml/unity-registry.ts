import { finishedRuns } from "../data/models.ts";
import { fail } from "../failure.ts";
import type { World } from "../world.ts";
import type { Run, Tracking } from "./store.ts";

export interface UnityVersion {
  readonly number: number;
  readonly id: string;
  readonly run: Run;
  readonly created: number;
  readonly createdBy: string;
  comment: string;
  tags?: Map<string, string>;
}

/** A model in a schema of Unity Catalog. */
export interface UnityModel {
  readonly id: string;
  readonly catalog: string;
  readonly schema: string;
  name: string;
  comment: string;
  owner: string;
  readonly createdBy: string;
  readonly created: number;
  updated: number;
  versions: UnityVersion[];
  /** Version number by alias. */
  readonly aliases: Map<string, number>;
  tags?: Map<string, string>;
}

export interface UnityRegistry {
  readonly world: World;
  readonly models: Set<UnityModel>;
}

/** The models of Unity Catalog; none before the registry was created. */
export const unityModels = (world: World): readonly UnityModel[] => [
  ...world.kept("unity models", () => new Set<UnityModel>()),
];

/** A registry with one model, created from seeded runs. */
export function createUnityRegistry(world: World, tracking: Tracking): UnityRegistry {
  return { world, models: world.kept("unity models", () => seeded(world, tracking)) };
}

function seeded(world: World, tracking: Tracking): Set<UnityModel> {
  const runs = finishedRuns(tracking, "3042111").slice(1, 3);
  const created = runs[0]?.started ?? 0;
  const versions = runs.map((run, index) => ({
    number: index + 1,
    id: world.uuid(),
    run,
    created: run.started + 3_600_000,
    createdBy: world.owner,
    comment: `From run ${run.name}`,
  }));
  const comment = "Who leaves within 30 days";
  const { owner } = world;
  const churn = { id: world.uuid(), catalog: "main", schema: "sales", name: "churn", comment, owner, createdBy: owner };
  const aliases = new Map([["champion", 2]]);
  return new Set([{ ...churn, created, updated: created, versions, aliases }]);
}

export const nameOf = ({ catalog, schema, name }: UnityModel) => `${catalog}.${schema}.${name}`;

export const findModel = ({ models }: UnityRegistry, fullName: string): UnityModel =>
  [...models].find((model) => nameOf(model) === fullName.toLowerCase()) ??
  fail(404, "RESOURCE_DOES_NOT_EXIST", `Registered model '${fullName}' does not exist.`);

export const findVersion = (model: UnityModel, wanted: string | number): UnityVersion =>
  model.versions.find(({ number }) => String(number) === String(wanted)) ??
  fail(404, "RESOURCE_DOES_NOT_EXIST", `Model version ${wanted} of '${nameOf(model)}' does not exist.`);

const aliasesOf = ({ id, aliases }: UnityModel, number?: number) =>
  [...aliases]
    .filter(([, version]) => number === undefined || version === number)
    .map(([alias_name, version_num]) => ({ alias_name, version_num, id }));

export const presentUnityModel = (model: UnityModel, withAliases = false) => ({
  name: model.name,
  catalog_name: model.catalog,
  schema_name: model.schema,
  full_name: nameOf(model),
  id: model.id,
  comment: model.comment,
  owner: model.owner,
  storage_location: locationOf(model),
  created_at: model.created,
  created_by: model.createdBy,
  updated_at: model.updated,
  updated_by: model.createdBy,
  ...(withAliases && { aliases: aliasesOf(model) }),
});

export const presentUnityVersion = (model: UnityModel, version: UnityVersion, withAliases = false) => ({
  model_name: model.name,
  catalog_name: model.catalog,
  schema_name: model.schema,
  version: version.number,
  id: version.id,
  status: "READY",
  comment: version.comment,
  run_id: version.run.id,
  source: `dbfs:/databricks/mlflow-tracking/${version.run.experimentId}/${version.run.id}/artifacts/model`,
  storage_location: `${locationOf(model)}/versions/${version.id}`,
  created_at: version.created,
  created_by: version.createdBy,
  ...(withAliases && { aliases: aliasesOf(model, version.number) }),
});

const locationOf = ({ id }: UnityModel) => `s3://acme-metastore/models/${id}`;
