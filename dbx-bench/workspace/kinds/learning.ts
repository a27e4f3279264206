import { isJson, type Json, objects, type Workspace } from "../rest.ts";
import type { Found, Kind } from "../snapshot.ts";
import { named, stable, text } from "./fields.ts";

const MLFLOW = "/api/2.0/mlflow";
const UC = "/api/2.1/unity-catalog";

/** Every experiment, also deleted ones. */
export async function allExperiments(workspace: Workspace): Promise<readonly Json[]> {
  return objects(
    (await workspace.post(`${MLFLOW}/experiments/search`, { max_results: 1000, view_type: "ALL" })).experiments,
  );
}

const experiments: Kind = async (workspace) =>
  (await allExperiments(workspace)).map((experiment) => [`experiment ${named(experiment)}`, stable(experiment)]);

const runs: Kind = async (workspace) => {
  const found = await allExperiments(workspace);
  const { runs } = await workspace.post(`${MLFLOW}/runs/search`, {
    experiment_ids: found.map(({ experiment_id }) => experiment_id),
    max_results: 1000,
    run_view_type: "ALL",
  });
  return objects(runs).map((run) => {
    const { run_id, run_name, status, lifecycle_stage } = isJson(run.info) ? run.info : {};
    return [
      `MLflow run ${text(run_name)}`,
      { run_id, status, lifecycle_stage, data: stable(run.data, "timestamp", "logged_at") },
    ];
  });
};

const workspaceModels: Kind = async (workspace) => {
  const found = await workspace.list(`${MLFLOW}/registered-models/search`, "registered_models", { max_results: 100 });
  const each = found.map(async (model): Promise<readonly Found[]> => {
    const name = named(model);
    const versions = await workspace.list(`${MLFLOW}/model-versions/search`, "model_versions", {
      filter: `name='${name}'`,
      max_results: 100,
    });
    const requests = versions.map(async ({ version }): Promise<readonly Found[]> => {
      const open = objects(
        (await workspace.get(`${MLFLOW}/transition-requests/list`, { name, version: text(version) })).requests,
      );
      return open.length > 0 ? [[`transition requests of ${name} ${text(version)}`, stable(open, "id")]] : [];
    });
    return [
      [`workspace model ${name}`, stable(model, "latest_versions")],
      ...versions.map(
        (version): Found => [
          `version ${text(version.version)} of workspace model ${name}`,
          stable(version, "signature"),
        ],
      ),
      ...(await Promise.all(requests)).flat(),
    ];
  });
  return (await Promise.all(each)).flat();
};

const models: Kind = async (workspace) => {
  const found = await workspace.list(`${UC}/models`, "registered_models");
  const each = found.map(async (listed): Promise<readonly Found[]> => {
    const name = named(listed, "full_name");
    const [model, versions, granted] = await Promise.all([
      workspace.get(`${UC}/models/${name}`, { include_aliases: true }),
      workspace.list(`${UC}/models/${name}/versions`, "model_versions"),
      workspace.get(`${UC}/permissions/function/${name}`),
    ]);
    const { aliases } = model;
    return [
      [`model ${name}`, stable(model, "id", "aliases", "updated_by", "storage_location", "browse_only")],
      ...objects(aliases).map(
        (alias): Found => [`alias ${named(alias, "alias_name")} of model ${name}`, alias.version_num],
      ),
      ...versions.map(
        (version): Found => [
          `version ${text(version.version)} of model ${name}`,
          stable(version, "id", "aliases", "updated_by", "storage_location"),
        ],
      ),
      ...(objects(granted.privilege_assignments).length > 0
        ? [[`grants model ${name}`, granted.privilege_assignments] as const]
        : []),
    ];
  });
  return (await Promise.all(each)).flat();
};

const endpoints: Kind = async (workspace) => {
  const found = objects((await workspace.get("/api/2.0/serving-endpoints")).endpoints);
  return Promise.all(
    found.map(async (listed) => {
      const whole = await workspace.get(`/api/2.0/serving-endpoints/${encodeURIComponent(named(listed))}`);
      return [`serving endpoint ${named(listed)}`, stable(whole, "id", "state", "config_version")] as const;
    }),
  );
};

const vectorSearch: Kind = async (workspace) => {
  const found = await workspace.list("/api/2.0/vector-search/endpoints", "endpoints");
  const each = found.map(async (endpoint): Promise<readonly Found[]> => {
    const indexes = await workspace.list("/api/2.0/vector-search/indexes", "vector_indexes", {
      endpoint_name: named(endpoint),
    });
    const whole = indexes.map(async (index): Promise<Found> => {
      const record = await workspace.get(`/api/2.0/vector-search/indexes/${encodeURIComponent(named(index))}`);
      return [`vector search index ${named(index)}`, stable(record, "index_url")];
    });
    return [
      [`vector search endpoint ${named(endpoint)}`, stable(endpoint, "id", "num_indexes")],
      ...(await Promise.all(whole)),
    ];
  });
  return (await Promise.all(each)).flat();
};

/** MLflow, both model registries, serving and vector search. */
export const learningKinds: readonly Kind[] = [experiments, runs, workspaceModels, models, endpoints, vectorSearch];
