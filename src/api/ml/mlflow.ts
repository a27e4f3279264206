import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";

export const VIEW_TYPES = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;
export type ViewType = (typeof VIEW_TYPES)[number];

/** MLflow's own constant of that name; nothing for any other text. */
export const viewTypeOf = (name: string | undefined): ViewType | undefined => VIEW_TYPES.find((one) => one === name);

/** Tags and params, as MLflow sends and takes them. */
export const pairs = z.array(z.looseObject({ key: z.string(), value: text })).nullish();
export type Pair = { readonly key: string; readonly value: string };

/** Tags or params for a request body. */
export const pairsOf = (map: Readonly<Record<string, string>> = {}): Pair[] =>
  Object.entries(map).map(([key, value]) => ({ key, value }));

/** `Experiment`: the fields we read. Times are epoch milliseconds. */
const experiment = z.looseObject({
  experiment_id: id64,
  name: z.string(),
  lifecycle_stage: text,
  artifact_location: text,
  creation_time: int64.nullish(),
  last_update_time: int64.nullish(),
  tags: pairs,
});
export type Experiment = z.output<typeof experiment>;

/** What experiments and runs are searched by. */
export interface Search {
  readonly filter?: string | undefined;
  readonly order_by?: readonly string[] | undefined;
  readonly max_results: number;
  readonly page_token?: string | undefined;
}

/** At most 3000 a page. `POST /api/2.0/mlflow/experiments/search` */
export const searchExperiments = async (
  client: Client,
  body: Search & { readonly view_type?: ViewType | undefined },
): Promise<Page<Experiment>> => {
  const answer = z.looseObject({ experiments: z.array(experiment).nullish(), next_page_token: text });
  const page = await client.post("experiments.searchExperiments", "/api/2.0/mlflow/experiments/search", answer, {
    body,
    replay: "safe",
  });
  return { items: page.experiments ?? [], next: page.next_page_token ?? undefined };
};

/** Finds deleted ones too. `GET /api/2.0/mlflow/experiments/get` */
export const getExperiment = async (client: Client, query: { experiment_id: string }): Promise<Experiment> =>
  (
    await client.get("experiments.getExperiment", "/api/2.0/mlflow/experiments/get", z.looseObject({ experiment }), {
      query,
    })
  ).experiment;

/** The active one, else a deleted one of that name. `GET /api/2.0/mlflow/experiments/get-by-name` */
export const getExperimentByName = async (client: Client, query: { experiment_name: string }): Promise<Experiment> =>
  (
    await client.get(
      "experiments.getByName",
      "/api/2.0/mlflow/experiments/get-by-name",
      z.looseObject({ experiment }),
      { query },
    )
  ).experiment;

/** `POST /api/2.0/mlflow/experiments/create` */
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

/** `POST /api/2.0/mlflow/experiments/update` */
export const renameExperiment = (client: Client, body: { experiment_id: string; new_name: string }) =>
  client.post("experiments.updateExperiment", "/api/2.0/mlflow/experiments/update", nothing, { body, replay: "safe" });

/** `POST /api/2.0/mlflow/experiments/set-experiment-tag` */
export const setExperimentTag = (client: Client, body: { experiment_id: string } & Pair) =>
  client.post("experiments.setExperimentTag", "/api/2.0/mlflow/experiments/set-experiment-tag", nothing, {
    body,
    replay: "safe",
  });

/** Its runs go with it, for a while both can be restored. `POST /api/2.0/mlflow/experiments/delete` */
export const deleteExperiment = (client: Client, body: { experiment_id: string }) =>
  client.post("experiments.deleteExperiment", "/api/2.0/mlflow/experiments/delete", nothing, { body });

/** `POST /api/2.0/mlflow/experiments/restore` */
export const restoreExperiment = (client: Client, body: { experiment_id: string }) =>
  client.post("experiments.restoreExperiment", "/api/2.0/mlflow/experiments/restore", nothing, { body });
