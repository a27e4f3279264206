import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { metricValue } from "../sql/metric.ts";
import { type Pair, pairs, type Search, type ViewType } from "./mlflow.ts";

const metric = z.looseObject({
  key: z.string(),
  value: metricValue,
  timestamp: int64.nullish(),
  step: int64.nullish(),
});
export type Metric = z.output<typeof metric>;

/** `Run`: the fields we read. Times are epoch milliseconds; a metric is the latest value of its key. */
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
        .array(z.looseObject({ dataset: z.looseObject({ name: text, digest: text, source_type: text }).nullish() }))
        .nullish(),
    })
    .nullish(),
});
export type Run = z.output<typeof run>;

/** How a run is doing. */
export const RUN_STATUSES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Whether a run of this status goes on. */
export const isOver = (status: RunStatus): boolean => status !== "RUNNING" && status !== "SCHEDULED";

/** At most 50,000 a page. `POST /api/2.0/mlflow/runs/search` */
export const searchRuns = async (
  client: Client,
  body: Search & { readonly experiment_ids: readonly string[]; readonly run_view_type?: ViewType | undefined },
): Promise<Page<Run>> => {
  const answer = z.looseObject({ runs: z.array(run).nullish(), next_page_token: text });
  const page = await client.post("experiments.searchRuns", "/api/2.0/mlflow/runs/search", answer, {
    body,
    replay: "safe",
  });
  return { items: page.runs ?? [], next: page.next_page_token ?? undefined };
};

/** `GET /api/2.0/mlflow/runs/get` */
export const getRun = async (client: Client, query: { run_id: string }): Promise<Run> =>
  (await client.get("experiments.getRun", "/api/2.0/mlflow/runs/get", z.looseObject({ run }), { query })).run;

/** The platform's largest page of a history. */
export const LARGEST_HISTORY_PAGE = 25_000;

/** Every logged value of one metric, page by page. `GET /api/2.0/mlflow/metrics/get-history` */
export const getMetricHistory = async (
  client: Client,
  query: { run_id: string; metric_key: string; max_results: number; page_token?: string | undefined },
): Promise<Page<Metric>> => {
  const answer = z.looseObject({ metrics: z.array(metric).nullish(), next_page_token: text });
  const page = await client.get("experiments.getHistory", "/api/2.0/mlflow/metrics/get-history", answer, { query });
  return { items: page.metrics ?? [], next: page.next_page_token ?? undefined };
};

/** Times are epoch milliseconds. `POST /api/2.0/mlflow/runs/create` */
export const createRun = async (
  client: Client,
  body: { experiment_id: string; run_name?: string | undefined; start_time: number; tags?: readonly Pair[] },
): Promise<Run> =>
  (await client.post("experiments.createRun", "/api/2.0/mlflow/runs/create", z.looseObject({ run }), { body })).run;

/** Times are epoch milliseconds. `POST /api/2.0/mlflow/runs/update` */
export const updateRun = async (
  client: Client,
  body: { run_id: string; run_name?: string; status?: RunStatus; end_time?: number },
): Promise<Run["info"]> => {
  const answer = z.looseObject({ run_info: run.shape.info });
  return (await client.post("experiments.updateRun", "/api/2.0/mlflow/runs/update", answer, { body, replay: "safe" }))
    .run_info;
};

/** Times are epoch milliseconds. `POST /api/2.0/mlflow/runs/log-batch` */
export const logBatch = (
  client: Client,
  body: {
    run_id: string;
    metrics: readonly { key: string; value: number; timestamp: number; step: number }[];
    params: readonly Pair[];
    tags: readonly Pair[];
  },
) => client.post("experiments.logBatch", "/api/2.0/mlflow/runs/log-batch", nothing, { body });

/** `POST /api/2.0/mlflow/runs/delete-tag` */
export const deleteRunTag = (client: Client, body: { run_id: string; key: string }) =>
  client.post("experiments.deleteTag", "/api/2.0/mlflow/runs/delete-tag", nothing, { body });

/** For a while it can be restored. `POST /api/2.0/mlflow/runs/delete` */
export const deleteRun = (client: Client, body: { run_id: string }) =>
  client.post("experiments.deleteRun", "/api/2.0/mlflow/runs/delete", nothing, { body });

/** `POST /api/2.0/mlflow/runs/restore` */
export const restoreRun = (client: Client, body: { run_id: string }) =>
  client.post("experiments.restoreRun", "/api/2.0/mlflow/runs/restore", nothing, { body });
