import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { metricValue } from "./metric.ts";
import { type Pair, pairs, type SearchArguments, type ViewType } from "./mlflow.ts";

const metric = z.looseObject({
  key: z.string(),
  value: metricValue,
  timestamp: int64.nullish(),
  step: int64.nullish(),
});
/** One logged value of a metric. `timestamp` is in epoch milliseconds. */
export type Metric = z.output<typeof metric>;

const run = z.looseObject({
  info: z.looseObject({
    run_id: z.string(),
    run_name: text,
    experiment_id: id64.nullish(),
    user_id: text,
    status: text,
    lifecycle_stage: text,
    start_time: int64.nullish(),
    end_time: int64.nullish(),
    artifact_uri: text,
  }),
  data: z.looseObject({ metrics: z.array(metric).nullish(), params: pairs, tags: pairs }).nullish(),
  inputs: z
    .looseObject({
      dataset_inputs: z
        .array(
          z.looseObject({
            dataset: z.looseObject({ name: text, digest: text, source_type: text, source: text }).nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
  outputs: z.looseObject({ model_outputs: z.array(z.looseObject({ model_id: text })).nullish() }).nullish(),
});
/** `Run`: the fields we read. Times are in epoch milliseconds; `data.metrics` has the latest value of each metric. */
export type Run = z.output<typeof run>;

/** Statuses of a run. */
export const RUN_STATUSES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
/** A status in `RUN_STATUSES`. */
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Whether a run with this status has ended. */
export const isFinal = (status: RunStatus): boolean => status !== "RUNNING" && status !== "SCHEDULED";

/** One page of matching runs, at most 50,000. `POST /api/2.0/mlflow/runs/search` */
export const searchRuns = async (
  client: Client,
  body: SearchArguments & { readonly experiment_ids: readonly string[]; readonly run_view_type?: ViewType | undefined },
): Promise<Page<Run>> => {
  const response = z.looseObject({ runs: z.array(run).nullish(), next_page_token: text });
  const page = await client.post("experiments.searchRuns", "/api/2.0/mlflow/runs/search", response, {
    body,
    replay: "read",
  });
  return { items: page.runs ?? [], next: page.next_page_token ?? undefined };
};

/**
 * A run with its latest metrics, params, tags and datasets. `GET /api/2.0/mlflow/runs/get`
 *
 * @throws {ApiError} `not-found`
 */
export const getRun = async (client: Client, query: { run_id: string }): Promise<Run> =>
  (await client.get("experiments.getRun", "/api/2.0/mlflow/runs/get", z.looseObject({ run }), { query })).run;

/** Maximum page size of a metric's history. */
export const LARGEST_HISTORY_PAGE = 25_000;

/** One page of the logged values of a metric. `GET /api/2.0/mlflow/metrics/get-history` */
export const getMetricHistory = async (
  client: Client,
  query: { run_id: string; metric_key: string; max_results: number; page_token?: string | undefined },
): Promise<Page<Metric>> => {
  const response = z.looseObject({ metrics: z.array(metric).nullish(), next_page_token: text });
  const page = await client.get("experiments.getHistory", "/api/2.0/mlflow/metrics/get-history", response, { query });
  return { items: page.metrics ?? [], next: page.next_page_token ?? undefined };
};

/** Starts a run and returns it. `start_time` is in epoch milliseconds. `POST /api/2.0/mlflow/runs/create` */
export const createRun = async (
  client: Client,
  body: { experiment_id: string; run_name?: string | undefined; start_time: number; tags?: readonly Pair[] },
): Promise<Run> =>
  (await client.post("experiments.createRun", "/api/2.0/mlflow/runs/create", z.looseObject({ run }), { body })).run;

/** Changes a run and returns its info. `end_time` is in epoch milliseconds. `POST /api/2.0/mlflow/runs/update` */
export const updateRun = async (
  client: Client,
  body: { run_id: string; run_name?: string; status?: RunStatus; end_time?: number },
): Promise<Run["info"]> => {
  const response = z.looseObject({ run_info: run.shape.info });
  return (await client.post("experiments.updateRun", "/api/2.0/mlflow/runs/update", response, { body, replay: "safe" }))
    .run_info;
};

/**
 * Logs metrics, params and tags, at most 1000 together. `timestamp` is in epoch milliseconds.
 * `POST /api/2.0/mlflow/runs/log-batch`
 *
 * @throws {ApiError} `invalid` if a param already has another value
 */
export const logBatch = (
  client: Client,
  body: {
    run_id: string;
    metrics: readonly { key: string; value: number | string; timestamp: number; step: number }[];
    params: readonly Pair[];
    tags: readonly Pair[];
  },
) => client.post("experiments.logBatch", "/api/2.0/mlflow/runs/log-batch", nothing, { body });

/** Deletes one tag of a run. `POST /api/2.0/mlflow/runs/delete-tag` */
export const deleteRunTag = (client: Client, body: { run_id: string; key: string }) =>
  client.post("experiments.deleteTag", "/api/2.0/mlflow/runs/delete-tag", nothing, { body });

/** Deletes a run. It can be restored for a limited time. `POST /api/2.0/mlflow/runs/delete` */
export const deleteRun = (client: Client, body: { run_id: string }) =>
  client.post("experiments.deleteRun", "/api/2.0/mlflow/runs/delete", nothing, { body });

/** Restores a deleted run. `POST /api/2.0/mlflow/runs/restore` */
export const restoreRun = (client: Client, body: { run_id: string }) =>
  client.post("experiments.restoreRun", "/api/2.0/mlflow/runs/restore", nothing, { body });
