import * as z from "zod";
import { compact, isoTime } from "../api/compact.ts";
import { brief, extremes, type MetricPoint, thin } from "../api/metric.ts";
import * as api from "../api/mlflow.ts";
import { collect } from "../api/paging.ts";
import { experimentDetails, experimentView, runDetails, runView } from "../api/run-view.ts";
import * as params from "../core/params.ts";
import { table } from "../core/table.ts";
import { defineToolset } from "../core/tool.ts";
import { runTable } from "./run-text.ts";

const mlflow = defineToolset({
  id: "mlflow",
  title: "MLflow",
  summary: "Experiments and runs of MLflow tracking: search, compare, read metric histories.",
  default: true,
});

const text = z.string().optional();
const texts = z.record(z.string(), z.string()).optional();
const viewType = z.enum(api.VIEW_TYPES).optional().describe("Default ACTIVE_ONLY");
const filter = (example: string) => z.string().max(8192).optional().describe(`AND-ed conditions, e.g. ${example}`);
const orderBy = (example: string) => z.array(z.string().max(500)).max(10).optional().describe(`e.g. ["${example}"]`);
/** The token stands in the text too: some clients show nothing else. */
const more = (token: string | undefined): string => (token === undefined ? "" : `\nMore: page_token ${token}`);

const experiment = {
  experiment_id: z.string(),
  name: z.string(),
  lifecycle_stage: text.describe("only when not active"),
  creation_time: text,
  last_update_time: text,
  tags: texts,
};

export const searchExperiments = mlflow.tool({
  name: "search_experiments",
  title: "Search MLflow experiments",
  description:
    "Finds experiments, the last updated first; names are workspace paths. Without a filter it lists all of them. " +
    "search_runs takes the experiment_id.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    filter: filter("name ILIKE '%churn%' AND tags.team = 'a'"),
    order_by: orderBy("last_update_time DESC"),
    view_type: viewType,
    limit: params.limit(50, 1000),
    page_token: params.pageToken,
  }),
  output: z.object({ experiments: z.array(z.object(experiment)), next_page_token: text }),
  async run(ctx, { limit, ...search }) {
    const { items, next } = await api.searchExperiments(ctx.client, { ...search, max_results: limit });
    return { experiments: items.map(experimentView), ...compact({ next_page_token: next }) };
  },
  text: ({ experiments, next_page_token }) =>
    experiments.length === 0
      ? "No experiment matches."
      : table(
          ["experiment_id", "name", "updated", "tags"],
          experiments.map((one) => [one.experiment_id, one.name, one.last_update_time ?? "", tagText(one.tags)]),
        ) + more(next_page_token),
});

const tagText = (tags: Readonly<Record<string, string>> = {}): string =>
  Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");

export const getExperiment = mlflow.tool({
  name: "get_experiment",
  title: "Get an MLflow experiment",
  description:
    "Returns one experiment with its note, tags and artifact location; deleted ones too. " +
    "To find an id by name use search_experiments with filter name = '/path'.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ experiment_id: params.experimentId }),
  output: z.object({ ...experiment, note: text, artifact_location: text }),
  run: async (ctx, args) => experimentDetails(await api.getExperiment(ctx.client, args)),
});

// MLflow sends NaN and the infinities as text, JSON having no word for them.
const value = z.union([z.number(), z.string()]);

const run = {
  run_id: z.string(),
  run_name: text,
  experiment_id: text,
  status: text,
  lifecycle_stage: text.describe("only when not active"),
  start_time: text,
  duration_seconds: z.number().optional(),
  user: text,
  source: text,
  notebook_path: text,
  parent_run_id: text,
  metrics: z.record(z.string(), value).optional(),
  params: texts,
  tags: texts,
};

export const searchRuns = mlflow.tool({
  name: "search_runs",
  title: "Search MLflow runs",
  description:
    "Finds runs of experiments with their latest metrics, params and tags, as one table; the newest first unless " +
    "order_by says otherwise. Filters know metrics, params, tags and attributes, AND only, text in single quotes. " +
    "get_metric_history shows how a metric developed.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    experiment_ids: z.array(params.experimentId).min(1).max(100).describe("Experiment ids, from search_experiments"),
    filter: filter("metrics.rmse < 1 AND params.`max depth` = '6' AND attributes.status = 'FINISHED'"),
    order_by: orderBy("metrics.rmse ASC"),
    run_view_type: viewType,
    limit: params.limit(25, 1000),
    page_token: params.pageToken,
  }),
  output: z.object({ runs: z.array(z.object(run)), next_page_token: text }),
  async run(ctx, { limit, ...search }) {
    const { items, next } = await api.searchRuns(ctx.client, { ...search, max_results: limit });
    return { runs: items.map(runView), ...compact({ next_page_token: next }) };
  },
  text: ({ runs, next_page_token }) => (runs.length === 0 ? "No run matches." : runTable(runs) + more(next_page_token)),
});

export const getRun = mlflow.tool({
  name: "get_run",
  title: "Get an MLflow run",
  description:
    "Returns everything about one run: status, times, who and from where, latest metrics, params, tags, note, datasets, " +
    "artifact location. To compare several runs use search_runs.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: params.runId }),
  output: z.object({ ...run, note: text, artifact_uri: text, datasets: z.array(z.string()).optional() }),
  run: async (ctx, args) => runDetails(await api.getRun(ctx.client, args)),
});

const point = z.object({ step: z.number(), value, timestamp: text });

/** Pages a thinned history is made from: a quarter of a million points. */
const HISTORY_PAGES = 10;

export const getMetricHistory = mlflow.tool({
  name: "get_metric_history",
  title: "Get the history of an MLflow metric",
  description:
    "Returns the values a run logged for one metric, with first, last, min and max. It comes in pages as logged; " +
    "sample gives the shape of a long history at once, and says of how many points. Metric names are in get_run.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    run_id: params.runId,
    metric_key: z.string().min(1).max(500).describe("Name of the metric, as in metrics"),
    sample: z
      .number()
      .int()
      .min(2)
      .max(1000)
      .optional()
      .describe("Instead of a page: about this many points, evenly apart over the whole history, extremes kept"),
    limit: params.limit(500, api.LARGEST_HISTORY_PAGE),
    page_token: params.pageToken,
  }),
  output: z.object({
    run_id: z.string(),
    metric_key: z.string(),
    points: z.array(point),
    summary: z
      .object({ points: z.number(), first: point, last: point, min: point.optional(), max: point.optional() })
      .optional()
      .describe("of the points read"),
    sampled: z.boolean().optional(),
    next_page_token: text,
  }),
  async run(ctx, { run_id, metric_key, sample, limit, page_token }) {
    const max_results = sample === undefined ? limit : api.LARGEST_HISTORY_PAGE;
    const { items, next } = await collect(
      (token) => api.getMetricHistory(ctx.client, { run_id, metric_key, max_results, page_token: token }),
      sample === undefined ? 1 : Number.POSITIVE_INFINITY,
      { from: page_token, maxPages: sample === undefined ? 1 : HISTORY_PAGES },
    );
    const logged = items.map(pointView);
    const read = sample === undefined ? logged : logged.toSorted((a, b) => a.step - b.step);
    const points = sample === undefined ? read : thin(read, sample);
    const found = extremes(read);
    return {
      run_id,
      metric_key,
      points,
      ...(found && { summary: { points: read.length, ...found } }),
      ...(points.length < read.length && { sampled: true }),
      ...compact({ next_page_token: next }),
    };
  },
  text: ({ metric_key, points, summary, sampled, next_page_token }) => {
    if (!summary) return `No value of ${metric_key} was logged in this run.`;
    const { first, last, min, max } = summary;
    const at = (one: MetricPoint) => `${brief(one.value)} at step ${one.step}`;
    const facts = [
      `first ${at(first)}`,
      `last ${at(last)}`,
      ...(min ? [`min ${at(min)}`] : []),
      ...(max ? [`max ${at(max)}`] : []),
    ];
    const count = sampled ? `${points.length} of ${summary.points} points, a sample` : `${summary.points} points`;
    const rows = points.map((one) => [one.step, brief(one.value)].join(" "));
    return `${metric_key}: ${count}; ${facts.join(", ")}.\nstep value (six digits)\n${rows.join("\n")}${more(next_page_token)}`;
  },
});

const pointView = ({ step, value: logged, timestamp }: api.Metric) => ({
  step: step ?? 0,
  value: logged,
  ...compact({ timestamp: isoTime(timestamp) }),
});
