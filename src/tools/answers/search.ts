import * as z from "zod";
import { homeFolder } from "../../api/admin/scim.ts";
import { baseName } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { workspacePath } from "../../core/params.ts";
import { compact } from "../../records.ts";
import { inTime, missing, missingLines, partsOf } from "./parts.ts";
import { type Found, searchDashboards, searchFiles, searchJobs, searchTables } from "./search-places.ts";
import { answers } from "./toolset.ts";

/** Catalogs looked into, one request each. */
const CATALOGS = 3;
/** Folders opened and files read: a search by name takes about a dozen requests, one by content two dozen, within a second. */
const EVERYWHERE = { byName: { folders: 7, files: 0 }, byContent: { folders: 7, files: 10 } };
const IN_FOLDER = { byName: { folders: 12, files: 0 }, byContent: { folders: 8, files: 16 } };
const SHOWN = 30;

export const searchWorkspace = answers.tool({
  name: "search_workspace",
  title: "Search the workspace",
  description: "Finds notebooks, files, tables, jobs, dashboards by name.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    query: z.string().trim().min(1).max(200).describe("Words"),
    path: workspacePath.optional().describe("Folder"),
    content: z.boolean().optional().describe("Search contents too"),
  }),
  output: z.object({
    results: z.array(z.object({ kind: z.string(), name: z.string(), id: text, about: text })),
    missing: missing.describe("where it did not look"),
  }),
  async run(call, { query, path, content }) {
    const ctx = inTime(call);
    const parts = partsOf(ctx);
    const most = (path === undefined ? EVERYWHERE : IN_FOLDER)[content ? "byContent" : "byName"];
    const everywhere =
      path === undefined
        ? [
            searchTables(ctx, parts, { query, catalogs: CATALOGS }),
            searchJobs(ctx, parts, query),
            searchDashboards(ctx, parts, query),
          ]
        : [];
    const roots = path === undefined ? workFolders(ctx) : Promise.resolve([path]);
    const inFolders = roots.then((roots) => searchFiles(ctx, parts, { query, roots, ...most }));
    if (path === undefined)
      parts.missing.push("folders of other people: give one as path, e.g. /Users/name@example.com");
    const found = (await Promise.all([inFolders, ...everywhere])).flat();
    const best = found.toSorted((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
    if (best.length > SHOWN) parts.missing.push(`${best.length - SHOWN} further results: use more words`);
    return { results: best.slice(0, SHOWN).map(shown), ...compact({ missing: parts.missing }) };
  },
  text: ({ results, missing }) =>
    [
      results.length === 0
        ? "Nothing of this name was found."
        : table(
            ["kind", "name", "id", "about"],
            results.map(({ kind, name, id, about }) => [kind, name, id ?? "", about ?? ""]),
          ),
      ...missingLines(missing),
    ].join("\n"),
});

const shown = ({ score: _, ...result }: Found) => result;

/** Where the caller's work and what is shared usually are. */
const workFolders = (ctx: Context): Promise<readonly string[]> =>
  ctx.remember("search folders", async () => {
    const home = await homeFolder(ctx.client);
    return home === "/" ? ["/"] : [home, "/Shared", `/Repos/${baseName(home)}`];
  });
