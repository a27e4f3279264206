import * as z from "zod";
import { homeFolder } from "../../api/admin/scim.ts";
import { baseName } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { workspacePath } from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { collectParts, missing, missingLines, withDeadline } from "./parts.ts";
import { type FoundObject, searchDashboards, searchFiles, searchJobs, searchTables } from "./search-places.ts";
import { answers } from "./toolset.ts";

/** Catalogs that are searched, one request each. */
const CATALOGS = 3;
/** Folders opened and files read. A search by name sends about 12 requests, one by content about 24, within a second. */
const EVERYWHERE = { byName: { folders: 7, files: 0 }, byContent: { folders: 7, files: 10 } };
const IN_FOLDER = { byName: { folders: 12, files: 0 }, byContent: { folders: 8, files: 16 } };
const MAX_RESULTS = 30;

const foundView = view(
  { kind: z.string(), name: z.string(), id: text, about: text },
  ({ kind, name, id, about }: FoundObject) => ({ kind, name, id, about }),
);

export const searchWorkspace = answers.tool({
  name: "search_workspace",
  title: "Search the workspace",
  description:
    "Finds notebooks, files, tables, jobs and dashboards by name, and notebooks and files by content. Lists the places that were not searched.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    query: z.string().trim().min(1).max(200).describe("Words to find"),
    path: workspacePath.optional().describe("Folder to search; omit to search the usual places"),
    content: z.boolean().optional().describe("Also searches file contents"),
  }),
  output: z.object({
    results: z.array(foundView.schema),
    missing: missing.describe("places that were not searched"),
  }),
  async run(call, { query, path, content }) {
    const ctx = withDeadline(call);
    const parts = collectParts(ctx);
    const bounds = (path === undefined ? EVERYWHERE : IN_FOLDER)[content ? "byContent" : "byName"];
    const everywhere =
      path === undefined
        ? [
            searchTables(ctx, parts, { query, catalogs: CATALOGS }),
            searchJobs(ctx, parts, query),
            searchDashboards(ctx, parts, query),
          ]
        : [];
    const roots = path === undefined ? workFolders(ctx) : Promise.resolve([path]);
    const inFolders = roots.then((roots) => searchFiles(ctx, parts, { query, roots, ...bounds }));
    if (path === undefined)
      parts.missing.push("folders of other users: pass one as path, e.g. /Users/name@example.com");
    const found = (await Promise.all([inFolders, ...everywhere])).flat();
    const best = found.toSorted((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
    if (best.length > MAX_RESULTS) parts.missing.push(`${best.length - MAX_RESULTS} further results: use more words`);
    return { results: best.slice(0, MAX_RESULTS).map((found) => foundView(found)), missing: parts.missing };
  },
  text: ({ results, missing }) =>
    [
      results.length === 0
        ? "Nothing was found."
        : table(
            ["kind", "name", "id", "about"],
            results.map(({ kind, name, id, about }) => [kind, name, id ?? "", about ?? ""]),
          ),
      ...missingLines(missing),
    ].join("\n"),
});

/** The folders where the work of the caller and shared work usually are. */
const workFolders = (ctx: Context): Promise<readonly string[]> =>
  ctx.remember("search folders", async () => {
    const home = await homeFolder(ctx.client);
    return home === "/" ? ["/"] : [home, "/Shared", `/Repos/${baseName(home)}`];
  });
