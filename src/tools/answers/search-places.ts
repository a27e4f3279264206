import { listCatalogs } from "../../api/catalog/catalogs.ts";
import { listSchemas } from "../../api/catalog/schemas.ts";
import { listTableSummaries } from "../../api/catalog/tables.ts";
import { INTERACTIVE_SOURCES, listClusters } from "../../api/compute/clusters.ts";
import { collect } from "../../api/http/paging.ts";
import { listJobs } from "../../api/jobs/jobs.ts";
import { listPipelines } from "../../api/jobs/pipelines.ts";
import { taskFacts } from "../../api/jobs/run-failure.ts";
import { filterText, searchExperiments } from "../../api/ml/mlflow.ts";
import { listUnityModels } from "../../api/ml/models-unity.ts";
import { searchWorkspaceModels } from "../../api/ml/models-workspace.ts";
import { listServingEndpoints } from "../../api/serving/endpoints.ts";
import { listAlerts } from "../../api/sql/alerts.ts";
import { listDashboards } from "../../api/sql/dashboards/dashboards.ts";
import { listSpaces } from "../../api/sql/genie.ts";
import { listQueries } from "../../api/sql/queries.ts";
import { listWarehouses } from "../../api/sql/warehouses.ts";
import { likePattern, nameScore } from "../../api/workspace/name-match.ts";
import { baseName } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { compact, isRecord } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { startWords } from "../jobs/job-view.ts";
import { entityInWords, servedEntities } from "../serving/endpoint-view.ts";
import type { AnswerParts } from "./parts.ts";

/** A search result. */
export interface FoundObject {
  readonly kind: string;
  /** Path, full name or title, as the tools for its kind accept or show it. */
  readonly name: string;
  readonly id?: string;
  readonly about?: string;
  /** Relevance; higher is better. */
  readonly score: number;
}

const PAGE = 100;
/** Jobs and dashboards that are searched. */
const MAX_LISTED = 500;
const ABOUT = 120;
/** Places named when not all were searched. */
const NAMED = 5;

/** The first places of a list, and how many more there are. */
export const firstNames = (names: readonly string[]): string =>
  names.length > NAMED ? `${names.slice(0, NAMED).join(", ")} and ${names.length - NAMED} more` : names.join(", ");

/** Jobs of which the name, description, tags or a task match. Only the newest 500 jobs are searched. */
export async function searchJobs(ctx: Context, parts: AnswerParts, query: string): Promise<FoundObject[]> {
  const read = (page_token: string | undefined) =>
    listJobs(ctx.client, { limit: PAGE, page_token, expand_tasks: true });
  const page = await parts.read("jobs", collect(read, MAX_LISTED, { maxPages: MAX_LISTED / PAGE }));
  if (page?.next)
    parts.missing.push(`jobs: only the newest ${page.items.length} were searched; list_jobs lists the others`);
  return (page?.items ?? []).flatMap(({ job_id, settings }) => {
    const description = typeof settings?.description === "string" ? settings.description : "";
    const name = settings?.name ?? "";
    const own = nameScore(query, name, [description, JSON.stringify(settings?.tags ?? {})].join(" "));
    const task = own > 0 ? undefined : tasksInWords(settings?.tasks).find((words) => nameScore(query, "", words) > 0);
    const about = oneLine([task, startWords(settings ?? {}), description].filter(Boolean).join("; "), ABOUT);
    const score = task === undefined ? own : 1;
    return score > 0 ? [{ kind: "job", name, id: job_id, ...compact({ about }), score }] : [];
  });
}

/** `task load: /Shared/etl/load`, for each task of a job. */
const tasksInWords = (tasks: unknown): string[] =>
  (Array.isArray(tasks) ? tasks : []).filter(isRecord).map((task) => {
    const { path } = taskFacts(task);
    return `task ${String(task.task_key ?? "")}${path ? `: ${path}` : ""}`;
  });

/** Pipelines whose name matches. Only the first 500 are searched. */
export async function searchPipelines(ctx: Context, parts: AnswerParts, query: string): Promise<FoundObject[]> {
  const read = (page_token: string | undefined) => listPipelines(ctx.client, { max_results: PAGE, page_token });
  const page = await parts.read("pipelines", collect(read, MAX_LISTED, { maxPages: MAX_LISTED / PAGE }));
  if (page?.next)
    parts.missing.push(`pipelines: only ${page.items.length} were searched; list_pipelines lists the others`);
  return (page?.items ?? []).flatMap(({ pipeline_id, name, state }) => {
    const score = nameScore(query, name ?? "");
    return score > 0
      ? [{ kind: "pipeline", name: name ?? "", id: pipeline_id, ...compact({ about: state ?? "" }), score }]
      : [];
  });
}

/** MLflow experiments whose name matches. */
export async function searchExperimentNames(ctx: Context, parts: AnswerParts, query: string): Promise<FoundObject[]> {
  const filter = `name ILIKE ${filterText(likePattern(query))}`;
  const page = await parts.read("experiments", searchExperiments(ctx.client, { filter, max_results: PAGE }));
  if (page?.next)
    parts.missing.push(`experiments: only ${page.items.length} were searched; search_experiments finds the others`);
  return (page?.items ?? []).flatMap(({ experiment_id, name }) => {
    const score = nameScore(query, baseName(name), name);
    return score > 0 ? [{ kind: "experiment", name, id: experiment_id, score }] : [];
  });
}

/** Dashboards whose name or path matches. Only the first 500 are searched. */
export async function searchDashboards(ctx: Context, parts: AnswerParts, query: string): Promise<FoundObject[]> {
  const read = (page_token: string | undefined) => listDashboards(ctx.client, { page_size: PAGE, page_token });
  const page = await parts.read("dashboards", collect(read, MAX_LISTED, { maxPages: MAX_LISTED / PAGE }));
  if (page?.next)
    parts.missing.push(`dashboards: only ${page.items.length} were searched; list_dashboards lists the others`);
  return (page?.items ?? []).flatMap(({ dashboard_id, display_name, path }) => {
    const score = nameScore(query, display_name ?? "", path ?? "");
    const about = path ?? "";
    return score > 0
      ? [{ kind: "dashboard", name: display_name ?? "", id: dashboard_id, ...compact({ about }), score }]
      : [];
  });
}

/** Saved queries whose name, description or, with `matches`, SQL matches. Only the first 500 are searched. */
export async function searchQueries(
  ctx: Context,
  parts: AnswerParts,
  query: string,
  matches?: (text: string) => { readonly line: number; readonly text: string } | undefined,
): Promise<FoundObject[]> {
  const read = (page_token: string | undefined) => listQueries(ctx.client, { page_size: PAGE, page_token });
  const page = await parts.read("saved queries", collect(read, MAX_LISTED, { maxPages: MAX_LISTED / PAGE }));
  if (page?.next)
    parts.missing.push(`saved queries: only ${page.items.length} were searched; list_queries lists the others`);
  return (page?.items ?? []).flatMap(({ id, display_name, description, owner_user_name, query_text }) => {
    const own = nameScore(query, display_name ?? "", description ?? "");
    const found = own > 0 ? undefined : matches?.(query_text ?? "");
    const score = found ? 1 : own;
    const line = found && `line ${found.line}: ${found.text}`;
    const about = oneLine([line, owner_user_name, description].filter(Boolean).join("; "), ABOUT);
    return score > 0 ? [{ kind: "query", name: display_name ?? "", id, ...compact({ about }), score }] : [];
  });
}

/** Catalogs of the platform, which do not hold tables of users. */
const SYSTEM_CATALOGS: ReadonlySet<string> = new Set(["system", "__databricks_internal", "hive_metastore"]);

/** Schemas, tables and views whose name matches, in the first `catalogs` catalogs. */
export async function searchTables(
  ctx: Context,
  parts: AnswerParts,
  { query, catalogs }: { query: string; catalogs: number },
): Promise<FoundObject[]> {
  const page = await parts.read("tables", listCatalogs(ctx.client, { max_results: PAGE }));
  const names = (page?.items ?? []).map(({ name }) => name);
  const own = names.filter((name) => !SYSTEM_CATALOGS.has(name));
  const left = own.slice(catalogs);
  if (left.length > 0) parts.missing.push(`tables of catalogs ${firstNames(left)}: use search_tables`);
  if (page?.next) parts.missing.push("tables of further catalogs: list_catalogs lists them");
  const table_name_pattern = likePattern(query);
  const found = await Promise.all(
    own.slice(0, catalogs).map(async (catalog_name) => {
      const asked = { catalog_name, table_name_pattern, max_results: PAGE };
      const tables = await parts.read(`tables of catalog ${catalog_name}`, listTableSummaries(ctx.client, asked));
      if (tables?.next)
        parts.missing.push(
          `tables of catalog ${catalog_name}: only a part was searched; use search_tables for the others`,
        );
      const list = (page_token: string | undefined) =>
        listSchemas(ctx.client, { catalog_name, max_results: 0, page_token });
      const schemas = await parts.read(`schemas of catalog ${catalog_name}`, collect(list, MAX_LISTED));
      return [
        ...(schemas?.items ?? []).map(({ full_name, comment }) => ({ kind: "schema", full_name, about: comment })),
        ...(tables?.items ?? []).map(({ full_name, table_type }) => ({ kind: "table", full_name, about: table_type })),
      ];
    }),
  );
  return found.flat().flatMap(({ kind, full_name, about }) => {
    const score = nameScore(query, full_name.slice(full_name.lastIndexOf(".") + 1), full_name);
    return score > 0 ? [{ kind, name: full_name, ...compact({ about: oneLine(about ?? "", ABOUT) }), score }] : [];
  });
}

/** Registered models of Unity Catalog and of the workspace whose name matches. Only the first 100 of each are searched. */
export async function searchModels(ctx: Context, parts: AnswerParts, query: string): Promise<FoundObject[]> {
  const filter = `name LIKE ${filterText(likePattern(query))}`;
  const [unity, workspace] = await Promise.all([
    parts.read("models of Unity Catalog", listUnityModels(ctx.client, { max_results: PAGE })),
    parts.read("models of the workspace registry", searchWorkspaceModels(ctx.client, { filter, max_results: PAGE })),
  ]);
  for (const registry of [unity, workspace])
    if (registry?.next)
      parts.missing.push(`models: only ${registry.items.length} were searched; see list_registered_models`);
  return [...(unity?.items ?? []), ...(workspace?.items ?? [])].flatMap(({ name, comment }) => {
    const score = nameScore(query, name.slice(name.lastIndexOf(".") + 1), [name, comment].join(" "));
    const about = oneLine(comment ?? "", ABOUT);
    return score > 0 ? [{ kind: "model", name, ...compact({ about }), score }] : [];
  });
}

/** Serving endpoints whose name or served model matches. */
export async function searchEndpoints(ctx: Context, parts: AnswerParts, query: string): Promise<FoundObject[]> {
  const endpoints = await parts.read("serving endpoints", listServingEndpoints(ctx.client));
  return (endpoints ?? []).flatMap((endpoint) => {
    const about = oneLine(servedEntities(endpoint).map(entityInWords).join(", "), ABOUT);
    const score = nameScore(query, endpoint.name, about);
    return score > 0 ? [{ kind: "serving endpoint", name: endpoint.name, ...compact({ about }), score }] : [];
  });
}

/** Alerts whose name matches. Only the first 500 are searched. */
export async function searchAlerts(ctx: Context, parts: AnswerParts, query: string): Promise<FoundObject[]> {
  const read = (page_token: string | undefined) => listAlerts(ctx.client, { page_size: PAGE, page_token });
  const page = await parts.read("alerts", collect(read, MAX_LISTED, { maxPages: MAX_LISTED / PAGE }));
  return named(query, "alert", page?.items, ({ id, display_name, evaluation }) => [
    display_name,
    id,
    evaluation?.state,
  ]);
}

/** Genie spaces whose title matches. Only the first 500 are searched. */
export async function searchSpaces(ctx: Context, parts: AnswerParts, query: string): Promise<FoundObject[]> {
  const read = (page_token: string | undefined) => listSpaces(ctx.client, { page_size: PAGE, page_token });
  const page = await parts.read("Genie spaces", collect(read, MAX_LISTED, { maxPages: MAX_LISTED / PAGE }));
  return named(query, "Genie space", page?.items, ({ space_id, title, description }) => [title, space_id, description]);
}

/** Interactive clusters whose name matches. Only the first 500 are searched. */
export async function searchClusters(ctx: Context, parts: AnswerParts, query: string): Promise<FoundObject[]> {
  const filter_by = { cluster_sources: INTERACTIVE_SOURCES };
  const read = (page_token: string | undefined) => listClusters(ctx.client, { filter_by, page_size: PAGE, page_token });
  const page = await parts.read("clusters", collect(read, MAX_LISTED, { maxPages: MAX_LISTED / PAGE }));
  return named(query, "cluster", page?.items, ({ cluster_id, cluster_name, state }) => [
    cluster_name,
    cluster_id,
    state,
  ]);
}

/** SQL warehouses whose name matches. Only the first 500 are searched. */
export async function searchWarehouses(ctx: Context, parts: AnswerParts, query: string): Promise<FoundObject[]> {
  const read = (page_token: string | undefined) => listWarehouses(ctx.client, { page_token });
  const page = await parts.read("SQL warehouses", collect(read, MAX_LISTED, { maxPages: MAX_LISTED / PAGE }));
  return named(query, "SQL warehouse", page?.items, ({ id, name, state }) => [name, id, state]);
}

type Text = string | null | undefined;

/** The objects whose name matches, with their ID and a remark. */
const named = <T>(
  query: string,
  kind: string,
  objects: readonly T[] = [],
  facts: (object: T) => readonly [name: Text, id: string, about: Text],
): FoundObject[] =>
  objects.flatMap((object) => {
    const [name, id, about] = facts(object);
    const score = nameScore(query, name ?? "");
    return score > 0 ? [{ kind, name: name ?? "", id, ...compact({ about: oneLine(about ?? "", ABOUT) }), score }] : [];
  });
