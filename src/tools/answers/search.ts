import * as z from "zod";
import { findLine } from "../../api/workspace/name-match.ts";
import { text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { pageToken, workspacePath } from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { collectParts, missing, missingLines, withDeadline } from "./parts.ts";
import { type FilesSearched, keepLeft, leftOf, searchFiles, workFolders } from "./search-files.ts";
import {
  type FoundObject,
  firstNames,
  searchAlerts,
  searchClusters,
  searchDashboards,
  searchEndpoints,
  searchExperimentNames,
  searchJobs,
  searchModels,
  searchPipelines,
  searchQueries,
  searchSpaces,
  searchTables,
  searchWarehouses,
} from "./search-places.ts";
import { answers } from "./toolset.ts";

/** Catalogs that are searched, one request each. */
const CATALOGS = 10;
const MAX_RESULTS = 30;

const foundView = view(
  { kind: z.string(), name: z.string(), id: text, about: text },
  ({ kind, name, id, about }: FoundObject) => ({ kind, name, id, about }),
);

export const searchWorkspace = answers.tool({
  name: "search_workspace",
  title: "Search the workspace",
  description:
    "Finds notebooks, files, schemas, tables, models, experiments, jobs (also by tasks), pipelines, queries, dashboards, alerts, Genie spaces, clusters, warehouses and serving endpoints by name, and notebooks and files by content. page_token continues in the remaining folders.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    query: z.string().trim().min(1).max(200).describe("Words to find"),
    path: workspacePath.optional().describe("Folder to search; omit to search the usual places"),
    content: z.boolean().optional().describe("Also searches file contents"),
    page_token: pageToken,
  }),
  output: z.object({
    results: z.array(foundView.schema),
    searched: z.string(),
    next_page_token: text,
    missing: missing.describe("places that were not searched"),
  }),
  async run(call, { query, path, content = false, page_token }) {
    const ctx = withDeadline(call);
    const parts = collectParts(ctx);
    const matches = content ? (text: string) => findLine(query, text) : undefined;
    const everywhere = path === undefined && !page_token;
    const elsewhere = everywhere
      ? [
          searchTables(ctx, parts, { query, catalogs: CATALOGS }),
          searchJobs(ctx, parts, query),
          searchPipelines(ctx, parts, query),
          searchDashboards(ctx, parts, query),
          searchModels(ctx, parts, query),
          searchQueries(ctx, parts, query, matches),
          searchEndpoints(ctx, parts, query),
          searchExperimentNames(ctx, parts, query),
          searchAlerts(ctx, parts, query),
          searchSpaces(ctx, parts, query),
          searchClusters(ctx, parts, query),
          searchWarehouses(ctx, parts, query),
        ]
      : [];
    const start = page_token
      ? leftOf(call, page_token)
      : (path === undefined ? workFolders(ctx) : Promise.resolve([path])).then((folders) => ({ folders, files: [] }));
    const inFolders = start.then((from) => searchFiles(ctx, parts, { query, matches, guessed: everywhere, ...from }));
    const [files, ...others] = await Promise.all([inFolders, ...elsewhere]);
    const next_page_token = keepLeft(call, files.left);
    if (next_page_token !== undefined) parts.missing.push(leftInWords(files));
    const best = eachOnce(files.found, others.flat()).toSorted(
      (a, b) => b.score - a.score || (a.name < b.name ? -1 : 1),
    );
    // Always so, and of use only to a caller who has not found the object.
    if (everywhere && best.length === 0) for (const place of NOT_SEARCHED) parts.missing.push(place);
    if (!content && best.length === 0) parts.missing.push("the content of notebooks, files and queries: pass content");
    if (best.length > MAX_RESULTS) parts.missing.push(`${best.length - MAX_RESULTS} further results: use more words`);
    return {
      results: best.slice(0, MAX_RESULTS).map((found) => foundView(found)),
      searched: searchedInWords(files, everywhere),
      next_page_token,
      missing: parts.missing,
    };
  },
  text: ({ results, searched, next_page_token, missing }) =>
    [
      results.length === 0
        ? `Not found in ${searched}.${missing ? " Other places were not searched, see below." : ""}`
        : table(
            ["kind", "name", "id", "about"],
            results.map(({ kind, name, id, about }) => [kind, name, id ?? "", about ?? ""]),
          ),
      ...(next_page_token ? [`To search the remaining folders, call again with page_token ${next_page_token}`] : []),
      ...missingLines(missing),
    ].join("\n"),
});

const NOT_SEARCHED = [
  "folders of other users: pass one as path, e.g. /Users/name@example.com",
  "tables of the catalog system: use search_tables",
  "apps, volumes, features and vector search indexes: use their list_* tools",
];

/**
 * Both lists together. Dashboards and experiments are objects of folders too: they are listed once, with the path of the
 * folder's object where they have no other description.
 */
function eachOnce(inFolders: readonly FoundObject[], elsewhere: readonly FoundObject[]): readonly FoundObject[] {
  const isSame = (one: FoundObject, other: FoundObject): boolean =>
    one.kind === other.kind && (one.name === other.name || (one.id !== undefined && one.id === other.id));
  const places = inFolders.filter((one) => elsewhere.some((other) => isSame(one, other)));
  const known = new Set(places);
  return [
    ...inFolders.filter((one) => !known.has(one)),
    ...elsewhere.map((one) => {
      const place = places.find((other) => isSame(one, other))?.name;
      return one.about === undefined && place !== undefined && place !== one.name ? { ...one, about: place } : one;
    }),
  ];
}

/** The places that were searched: `12 of at least 40 folders, and the tables, jobs, …`. */
function searchedInWords({ opened, read, left }: FilesSearched, everywhere: boolean): string {
  const of = left.folders.length > 0 ? ` of at least ${opened + left.folders.length}` : "";
  const files = read + left.files.length > 0 ? `, the contents of ${read} of ${read + left.files.length} files` : "";
  const others = everywhere
    ? ", and the schemas, tables, models, experiments, jobs, pipelines, queries, dashboards, alerts, Genie spaces, clusters, warehouses and serving endpoints"
    : "";
  return `${opened}${of} ${opened === 1 && of === "" ? "folder" : "folders"}${files}${others}`;
}

const leftInWords = ({ left: { folders, files } }: FilesSearched): string =>
  `${firstNames([...folders, ...files.map(({ path }) => `the contents of ${path}`)])}: continue with page_token`;
