import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";

/** Which experiments or runs a search returns, by lifecycle stage. */
export const VIEW_TYPES = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;
/** A name in `VIEW_TYPES`. */
export type ViewType = (typeof VIEW_TYPES)[number];

/** The view type of this name; `undefined` for any other text. */
export const viewTypeOf = (name: string | undefined): ViewType | undefined => VIEW_TYPES.find((one) => one === name);

/** Text as a literal of MLflow's filters. */
export const filterText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Tags or params as MLflow sends them. */
export const pairs = z.array(z.looseObject({ key: z.string(), value: text })).nullish();
/** A tag or param of a request. */
export type Pair = { readonly key: string; readonly value: string };

/** Tags or params as a request body holds them. */
export const pairsOf = (map: Readonly<Record<string, string>> = {}): Pair[] =>
  Object.entries(map).map(([key, value]) => ({ key, value }));

const experiment = z.looseObject({
  experiment_id: id64,
  name: z.string(),
  lifecycle_stage: text,
  artifact_location: text,
  creation_time: int64.nullish(),
  last_update_time: int64.nullish(),
  tags: pairs,
});
/** `Experiment`: the fields we read. Times are in epoch milliseconds. */
export type Experiment = z.output<typeof experiment>;

/** Arguments shared by experiments and runs. */
export interface SearchArguments {
  readonly filter?: string | undefined;
  readonly order_by?: readonly string[] | undefined;
  readonly max_results: number;
  readonly page_token?: string | undefined;
}

/** One page of matching experiments, at most 3000. `POST /api/2.0/mlflow/experiments/search` */
export const searchExperiments = async (
  client: Client,
  body: SearchArguments & { readonly view_type?: ViewType | undefined },
): Promise<Page<Experiment>> => {
  const response = z.looseObject({ experiments: z.array(experiment).nullish(), next_page_token: text });
  const page = await client.post("experiments.searchExperiments", "/api/2.0/mlflow/experiments/search", response, {
    body,
    replay: "read",
  });
  return { items: page.experiments ?? [], next: page.next_page_token ?? undefined };
};

/**
 * An experiment by ID, also a deleted one. `GET /api/2.0/mlflow/experiments/get`
 *
 * @throws {ApiError} `not-found`
 */
export const getExperiment = async (client: Client, query: { experiment_id: string }): Promise<Experiment> =>
  (
    await client.get("experiments.getExperiment", "/api/2.0/mlflow/experiments/get", z.looseObject({ experiment }), {
      query,
    })
  ).experiment;

/**
 * An experiment by name: the active one, otherwise a deleted one. `GET /api/2.0/mlflow/experiments/get-by-name`
 *
 * @throws {ApiError} `not-found`
 */
export const getExperimentByName = async (client: Client, query: { experiment_name: string }): Promise<Experiment> =>
  (
    await client.get(
      "experiments.getByName",
      "/api/2.0/mlflow/experiments/get-by-name",
      z.looseObject({ experiment }),
      { query },
    )
  ).experiment;

/**
 * Creates an experiment and returns its ID. `POST /api/2.0/mlflow/experiments/create`
 *
 * @throws {ApiError} `conflict` if the name is taken
 */
export const createExperiment = (
  client: Client,
  body: { name: string; artifact_location?: string | undefined; tags?: readonly Pair[] },
) =>
  client.post(
    "experiments.createExperiment",
    "/api/2.0/mlflow/experiments/create",
    z.looseObject({ experiment_id: id64 }),
    { body },
  );

/** Renames an experiment. `POST /api/2.0/mlflow/experiments/update` */
export const renameExperiment = (client: Client, body: { experiment_id: string; new_name: string }) =>
  client.post("experiments.updateExperiment", "/api/2.0/mlflow/experiments/update", nothing, { body, replay: "safe" });

/** Sets or replaces one tag. `POST /api/2.0/mlflow/experiments/set-experiment-tag` */
export const setExperimentTag = (client: Client, body: { experiment_id: string } & Pair) =>
  client.post("experiments.setExperimentTag", "/api/2.0/mlflow/experiments/set-experiment-tag", nothing, {
    body,
    replay: "safe",
  });

/** Deletes an experiment with its runs. They can be restored for a limited time. `POST /api/2.0/mlflow/experiments/delete` */
export const deleteExperiment = (client: Client, body: { experiment_id: string }) =>
  client.post("experiments.deleteExperiment", "/api/2.0/mlflow/experiments/delete", nothing, { body });

/** Restores a deleted experiment with its runs. `POST /api/2.0/mlflow/experiments/restore` */
export const restoreExperiment = (client: Client, body: { experiment_id: string }) =>
  client.post("experiments.restoreExperiment", "/api/2.0/mlflow/experiments/restore", nothing, { body });
