import * as z from "zod";
import type { Client } from "./client.ts";
import { id64, int64 } from "./json.ts";
import { metricValue } from "./metric.ts";
import type { Page } from "./paging.ts";

export const VIEW_TYPES = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;
export type ViewType = (typeof VIEW_TYPES)[number];

const text = z.string().nullish();
const pairs = z.array(z.looseObject({ key: z.string(), value: text })).nullish();

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

interface Search {
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
  const page = await client.post("/api/2.0/mlflow/experiments/search", answer, { body, replay: "safe" });
  return { items: page.experiments ?? [], next: page.next_page_token ?? undefined };
};

/** Finds deleted ones too. `GET /api/2.0/mlflow/experiments/get` */
export const getExperiment = async (client: Client, query: { experiment_id: string }): Promise<Experiment> =>
  (await client.get("/api/2.0/mlflow/experiments/get", z.looseObject({ experiment }), { query })).experiment;

/** At most 50,000 a page. `POST /api/2.0/mlflow/runs/search` */
export const searchRuns = async (
  client: Client,
  body: Search & { readonly experiment_ids: readonly string[]; readonly run_view_type?: ViewType | undefined },
): Promise<Page<Run>> => {
  const answer = z.looseObject({ runs: z.array(run).nullish(), next_page_token: text });
  const page = await client.post("/api/2.0/mlflow/runs/search", answer, { body, replay: "safe" });
  return { items: page.runs ?? [], next: page.next_page_token ?? undefined };
};

/** `GET /api/2.0/mlflow/runs/get` */
export const getRun = async (client: Client, query: { run_id: string }): Promise<Run> =>
  (await client.get("/api/2.0/mlflow/runs/get", z.looseObject({ run }), { query })).run;

/** The platform's largest page of a history. */
export const LARGEST_HISTORY_PAGE = 25_000;

/** Every logged value of one metric, page by page. `GET /api/2.0/mlflow/metrics/get-history` */
export const getMetricHistory = async (
  client: Client,
  query: { run_id: string; metric_key: string; max_results: number; page_token?: string | undefined },
): Promise<Page<Metric>> => {
  const answer = z.looseObject({ metrics: z.array(metric).nullish(), next_page_token: text });
  const page = await client.get("/api/2.0/mlflow/metrics/get-history", answer, { query });
  return { items: page.metrics ?? [], next: page.next_page_token ?? undefined };
};
