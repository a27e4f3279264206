import { listCatalogs } from "../../api/catalog/catalogs.ts";
import { listTableSummaries } from "../../api/catalog/tables.ts";
import { ApiError } from "../../api/http/errors.ts";
import { listJobs } from "../../api/jobs/jobs.ts";
import { listDashboards } from "../../api/sql/dashboards/dashboards.ts";
import { findLine, likePattern, nameScore } from "../../api/workspace/name-match.ts";
import { decodeText } from "../../api/workspace/notebook.ts";
import { baseName, exportObject, isFolder, listObjects, type ObjectInfo } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { startWords } from "../jobs/job-view.ts";
import type { Parts } from "./parts.ts";

/** Something that answers a search; a better one has a higher score. */
export interface Found {
  readonly kind: string;
  /** Path, full name or title: what the tools of its kind take or show. */
  readonly name: string;
  readonly id?: string;
  readonly about?: string;
  readonly score: number;
}

const PAGE = 100;
const ABOUT = 120;
/** Places named when not all were looked at. */
const NAMED = 5;

const some = (names: readonly string[]): string =>
  names.length > NAMED ? `${names.slice(0, NAMED).join(", ")} and ${names.length - NAMED} more` : names.join(", ");

export async function searchJobs(ctx: Context, parts: Parts, query: string): Promise<Found[]> {
  const page = await parts.part("jobs", listJobs(ctx.client, { limit: PAGE }));
  if (page?.next) parts.missing.push(`jobs: only the newest ${page.items.length}; list_jobs has the others`);
  return (page?.items ?? []).flatMap(({ job_id, settings }) => {
    const description = typeof settings?.description === "string" ? settings.description : "";
    const name = settings?.name ?? "";
    const score = nameScore(query, name, [description, JSON.stringify(settings?.tags ?? {})].join(" "));
    const about = oneLine([startWords(settings ?? {}), description].filter(Boolean).join("; "), ABOUT);
    return score > 0 ? [{ kind: "job", name, id: job_id, ...compact({ about }), score }] : [];
  });
}

export async function searchDashboards(ctx: Context, parts: Parts, query: string): Promise<Found[]> {
  const page = await parts.part("dashboards", listDashboards(ctx.client, { page_size: PAGE }));
  if (page?.next) parts.missing.push(`dashboards: only ${page.items.length}; list_dashboards has the others`);
  return (page?.items ?? []).flatMap(({ dashboard_id, display_name, path }) => {
    const score = nameScore(query, display_name ?? "", path ?? "");
    const about = path ?? "";
    return score > 0
      ? [{ kind: "dashboard", name: display_name ?? "", id: dashboard_id, ...compact({ about }), score }]
      : [];
  });
}

/** Catalogs that hold nobody's own tables. */
const OF_THE_PLATFORM: ReadonlySet<string> = new Set(["system", "__databricks_internal", "hive_metastore"]);

export async function searchTables(
  ctx: Context,
  parts: Parts,
  { query, catalogs }: { query: string; catalogs: number },
): Promise<Found[]> {
  const page = await parts.part("tables", listCatalogs(ctx.client, { max_results: PAGE }));
  const names = (page?.items ?? []).map(({ name }) => name);
  const own = names.filter((name) => !OF_THE_PLATFORM.has(name));
  const left = [...own.slice(catalogs), ...names.filter((name) => OF_THE_PLATFORM.has(name))];
  if (left.length > 0) parts.missing.push(`tables of catalogs ${some(left)}: search_tables finds them`);
  if (page?.next) parts.missing.push("tables of further catalogs: list_catalogs names them");
  const table_name_pattern = likePattern(query);
  const found = await Promise.all(
    own.slice(0, catalogs).map(async (catalog_name) => {
      const asked = { catalog_name, table_name_pattern, max_results: PAGE };
      const tables = await parts.part(`tables of catalog ${catalog_name}`, listTableSummaries(ctx.client, asked));
      if (tables?.next)
        parts.missing.push(`tables of catalog ${catalog_name}: only a part; search_tables has the others`);
      return tables?.items ?? [];
    }),
  );
  return found.flat().flatMap(({ full_name, table_type }) => {
    const score = nameScore(query, full_name.slice(full_name.lastIndexOf(".") + 1), full_name);
    return score > 0 ? [{ kind: "table", name: full_name, ...compact({ about: table_type ?? "" }), score }] : [];
  });
}

/** Folders level by level, several at once; then the text of those files whose name says nothing. */
export async function searchFiles(
  ctx: Context,
  parts: Parts,
  { query, roots, ...most }: { query: string; roots: readonly string[]; folders: number; files: number },
): Promise<Found[]> {
  const { objects, unopened } = await walk(ctx, parts, roots, most.folders);
  if (unopened.length > 0) parts.missing.push(`folders ${some(unopened)}: give one as path`);
  const byName = objects.flatMap((object) => {
    const score = nameScore(query, baseName(object.path), object.path);
    return score > 0 ? [{ ...view(object), score }] : [];
  });
  if (most.files === 0) return byName;
  const named = new Set(byName.map(({ name }) => name));
  const texts = objects.filter(
    ({ path, object_type }) => ["NOTEBOOK", "FILE"].includes(object_type) && !named.has(path),
  );
  const unread = texts.slice(most.files).map(({ path }) => path);
  if (unread.length > 0)
    parts.missing.push(`contents of ${some(unread)}: give their folder as path, or export_notebook`);
  const byContent = await Promise.all(texts.slice(0, most.files).map((object) => insideOf(ctx, parts, query, object)));
  return [...byName, ...byContent.flat()];
}

async function walk(ctx: Context, parts: Parts, roots: readonly string[], most: number) {
  const objects: ObjectInfo[] = [];
  let waiting = [...roots];
  for (let left = most; left > 0 && waiting.length > 0; ) {
    const opened = waiting.slice(0, left);
    left -= opened.length;
    const listed = await Promise.all(
      opened.map((path) =>
        parts.part(`folder ${path}`, roots.length > 1 ? ifThere(ctx, path) : listObjects(ctx.client, { path })),
      ),
    );
    const inside = listed.flatMap((some) => some ?? []);
    objects.push(...inside);
    waiting = [...waiting.slice(opened.length), ...inside.filter(isFolder).map(({ path }) => path)];
  }
  return { objects, unopened: waiting };
}

/** Folders nobody asked for need not exist. */
const ifThere = (ctx: Context, path: string): Promise<readonly ObjectInfo[]> =>
  listObjects(ctx.client, { path }).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not-found") return [];
    throw error;
  });

async function insideOf(ctx: Context, parts: Parts, query: string, object: ObjectInfo): Promise<Found[]> {
  const { path } = object;
  const bytes = await parts.part(`contents of ${path}`, exportObject(ctx.client, { path, format: "SOURCE" }));
  const hit = findLine(query, (bytes && decodeText(bytes)) ?? "");
  return hit ? [{ ...view(object), about: `line ${hit.line}: ${hit.text}`, score: 1 }] : [];
}

const view = ({ path, object_type, language, resource_id }: ObjectInfo) => ({
  kind: object_type.toLowerCase(),
  name: path,
  ...compact({ id: object_type === "DASHBOARD" ? resource_id : undefined, about: language }),
});
