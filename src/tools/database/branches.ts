import * as z from "zod";
import * as api from "../../api/database/branches.ts";
import { type AffectedObject, listed, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { restBody } from "../api/body.ts";
import { branchView } from "./branch-view.ts";
import { awaitChange, changeFields } from "./operation.ts";
import { idOf } from "./project-view.ts";
import { branch, database } from "./toolset.ts";

const SHOWN_BY = "get_database_branch";

export const getDatabaseBranch = database.tool({
  name: "get_database_branch",
  title: "Get a Lakebase branch",
  description: "Returns one branch with its endpoints (host, state, size) and Postgres databases.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ branch, page_token: params.pageToken }),
  aliases: { name: "branch" },
  output: branchView.schema,
  async run(ctx, { branch, page_token }) {
    const [found, endpoints, { items, next }] = await Promise.all([
      api.getBranch(ctx.client, { branch }),
      api.listEndpoints(ctx.client, { branch }),
      api.listDatabases(ctx.client, { branch, page_token }),
    ]);
    return branchView(found, endpoints, items, next);
  },
});

/** A branch by its full name. Protecting its project protects it. */
function branchObject(name: string): AffectedObject {
  const [, project = "", , id = ""] = name.split("/");
  return { kind: "Lakebase branch", name, matches: [`${project}/${id}`, id], within: [project], contents: "/" };
}

export const createDatabaseBranch = database.tool({
  name: "create_database_branch",
  title: "Create a Lakebase branch",
  description: "Creates a branch: a copy of another one (default: the default branch) that changes independently.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    branch,
    spec: restBody()
      .default({ no_expiry: true })
      .describe("BranchSpec: source_branch, source_branch_time, ttl or no_expiry"),
    wait_seconds: params.waitSeconds,
  }),
  output: z.object({ branch: z.string(), ...changeFields }),
  aliases: { name: "branch" },
  alsoCovers: [
    {
      operation: "postgres.createBranch",
      args: ({ parent, branch_id }) => [{ branch: `${parent}/branches/${branch_id}` }],
    },
  ],
  affects: ({ branch }) => ({ effect: "Create", objects: [branchObject(branch)], consequences: [] }),
  async run(ctx, { branch, spec, wait_seconds }) {
    const [, project_id = "", , branch_id = ""] = branch.split("/");
    const operation = await api.createBranch(ctx.client, { project_id, branch_id, spec });
    ctx.accepted({ what: "The creation of the branch was requested", ids: { branch }, followUp: SHOWN_BY });
    const change = { wait_seconds, words: `Creating branch ${branch_id}`, failed: "The branch was not created" };
    return { branch, ...(await awaitChange(ctx, { operation, ...change, followUp: SHOWN_BY })) };
  },
});

export const deleteDatabaseBranch = database.tool({
  name: "delete_database_branch",
  title: "Delete a Lakebase branch",
  description: "Deletes a branch with its databases. It can be restored for some days.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ branch, purge: z.boolean().optional().describe("Delete permanently at once") }),
  aliases: { name: "branch" },
  output: z.object({ branch: z.string(), ...changeFields }),
  covers: "postgres.deleteBranch",
  async affects({ branch, purge }, ctx) {
    const [{ status }, { items }] = await Promise.all([
      api.getBranch(ctx.client, { branch }),
      api.listDatabases(ctx.client, { branch }),
    ]);
    if (status?.default) {
      throw new ToolError("The default branch of a project cannot be deleted; nothing was sent.", {
        next: "Delete the whole project with delete_database_project, if no one needs it.",
      });
    }
    const databases = listed(items.map(({ name }) => idOf(name)));
    return {
      effect: purge ? "Permanently delete" : "Delete",
      objects: [{ ...branchObject(branch), details: { state: status?.current_state } }],
      consequences: [
        purge
          ? { reason: "loss", text: say`Its databases are permanently lost: ${databases}.` }
          : { reason: "others", text: say`Applications can no longer connect to its databases: ${databases}.` },
      ],
    };
  },
  async run(ctx, args) {
    const operation = await api.deleteBranch(ctx.client, args);
    const change = { wait_seconds: undefined, words: `Deleting ${args.branch}`, failed: "The branch was not deleted" };
    const followUp = "get_database_project";
    return { branch: args.branch, ...(await awaitChange(ctx, { operation, ...change, followUp })) };
  },
});
