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
const ABOUT = 120;
/** Places named when not all were searched. */
const NAMED = 5;

const firstNames = (names: readonly string[]): string =>
  names.length > NAMED ? `${names.slice(0, NAMED).join(", ")} and ${names.length - NAMED} more` : names.join(", ");

/** Jobs whose name, description or tags match. Only the newest 100 jobs are searched. */
export async function searchJobs(ctx: Context, parts: AnswerParts, query: string): Promise<FoundObject[]> {
  const page = await parts.read("jobs", listJobs(ctx.client, { limit: PAGE }));
  if (page?.next)
    parts.missing.push(`jobs: only the newest ${page.items.length} were searched; list_jobs lists the others`);
  return (page?.items ?? []).flatMap(({ job_id, settings }) => {
    const description = typeof settings?.description === "string" ? settings.description : "";
    const name = settings?.name ?? "";
    const score = nameScore(query, name, [description, JSON.stringify(settings?.tags ?? {})].join(" "));
    const about = oneLine([startWords(settings ?? {}), description].filter(Boolean).join("; "), ABOUT);
    return score > 0 ? [{ kind: "job", name, id: job_id, ...compact({ about }), score }] : [];
  });
}

/** Dashboards whose name or path matches. Only the first 100 are searched. */
export async function searchDashboards(ctx: Context, parts: AnswerParts, query: string): Promise<FoundObject[]> {
  const page = await parts.read("dashboards", listDashboards(ctx.client, { page_size: PAGE }));
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

/** Catalogs of the platform, which do not hold tables of users. */
const SYSTEM_CATALOGS: ReadonlySet<string> = new Set(["system", "__databricks_internal", "hive_metastore"]);

/** Tables and views whose name matches, in the first `catalogs` catalogs. */
export async function searchTables(
  ctx: Context,
  parts: AnswerParts,
  { query, catalogs }: { query: string; catalogs: number },
): Promise<FoundObject[]> {
  const page = await parts.read("tables", listCatalogs(ctx.client, { max_results: PAGE }));
  const names = (page?.items ?? []).map(({ name }) => name);
  const own = names.filter((name) => !SYSTEM_CATALOGS.has(name));
  const left = [...own.slice(catalogs), ...names.filter((name) => SYSTEM_CATALOGS.has(name))];
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
      return tables?.items ?? [];
    }),
  );
  return found.flat().flatMap(({ full_name, table_type }) => {
    const score = nameScore(query, full_name.slice(full_name.lastIndexOf(".") + 1), full_name);
    return score > 0 ? [{ kind: "table", name: full_name, ...compact({ about: table_type ?? "" }), score }] : [];
  });
}

/**
 * Objects under `roots` whose name matches, and files whose text matches. Opens at most `folders` folders, level by level,
 * and reads at most `files` files whose name does not match.
 */
export async function searchFiles(
  ctx: Context,
  parts: AnswerParts,
  { query, roots, ...bounds }: { query: string; roots: readonly string[]; folders: number; files: number },
): Promise<FoundObject[]> {
  const { objects, unopened } = await walk(ctx, parts, roots, bounds.folders);
  if (unopened.length > 0) parts.missing.push(`folders ${firstNames(unopened)}: pass one as path`);
  const byName = objects.flatMap((object) => {
    const score = nameScore(query, baseName(object.path), object.path);
    return score > 0 ? [{ ...foundFile(object), score }] : [];
  });
  if (bounds.files === 0) return byName;
  const named = new Set(byName.map(({ name }) => name));
  const texts = objects.filter(
    ({ path, object_type }) => ["NOTEBOOK", "FILE"].includes(object_type) && !named.has(path),
  );
  const unread = texts.slice(bounds.files).map(({ path }) => path);
  if (unread.length > 0)
    parts.missing.push(`contents of ${firstNames(unread)}: pass their folder as path, or use export_notebook`);
  const byContent = await Promise.all(
    texts.slice(0, bounds.files).map((object) => searchContent(ctx, parts, query, object)),
  );
  return [...byName, ...byContent.flat()];
}

async function walk(ctx: Context, parts: AnswerParts, roots: readonly string[], max: number) {
  const objects: ObjectInfo[] = [];
  let waiting = [...roots];
  for (let left = max; left > 0 && waiting.length > 0; ) {
    const opened = waiting.slice(0, left);
    left -= opened.length;
    const listed = await Promise.all(
      opened.map((path) =>
        parts.read(`folder ${path}`, roots.length > 1 ? listIfPresent(ctx, path) : listObjects(ctx.client, { path })),
      ),
    );
    const inside = listed.flatMap((some) => some ?? []);
    for (const object of inside) objects.push(object);
    waiting = [...waiting.slice(opened.length), ...inside.filter(isFolder).map(({ path }) => path)];
  }
  return { objects, unopened: waiting };
}

/** The objects of a folder; empty if it does not exist, which is fine for a folder the caller did not name. */
const listIfPresent = (ctx: Context, path: string): Promise<readonly ObjectInfo[]> =>
  listObjects(ctx.client, { path }).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not-found") return [];
    throw error;
  });

async function searchContent(
  ctx: Context,
  parts: AnswerParts,
  query: string,
  object: ObjectInfo,
): Promise<FoundObject[]> {
  const { path } = object;
  const bytes = await parts.read(`contents of ${path}`, exportObject(ctx.client, { path, format: "SOURCE" }));
  const hit = findLine(query, (bytes && decodeText(bytes)) ?? "");
  return hit ? [{ ...foundFile(object), about: `line ${hit.line}: ${hit.text}`, score: 1 }] : [];
}

const foundFile = ({ path, object_type, language, resource_id }: ObjectInfo) => ({
  kind: object_type.toLowerCase(),
  name: path,
  ...compact({ id: object_type === "DASHBOARD" ? resource_id : undefined, about: language }),
});
