import * as z from "zod";
import * as api from "../../api/database/branches.ts";
import { type AffectedObject, listed, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { restBody } from "../api/body.ts";
import { branchView } from "./branch-view.ts";
import { awaitChange, changeFields } from "./operation.ts";
import { idOf } from "./project-view.ts";
import { branch, database, projectId, resourceId } from "./toolset.ts";

const SHOWN_BY = "get_database_branch";

export const getDatabaseBranch = database.tool({
  name: SHOWN_BY,
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

/** A branch, or a database on it, by its full name. Protecting its project or branch protects it. */
function resourceObject(kind: string, name: string): AffectedObject {
  const ids = name.split("/").filter((_, at) => at % 2 === 1);
  const within = ids.slice(0, -1).map((_, at) => ids.slice(0, at + 1).join("/"));
  return { kind, name, matches: [ids.join("/"), ids.at(-1) ?? ""], within, contents: "/" };
}

export const createDatabaseBranch = database.tool({
  name: "create_database_branch",
  title: "Create a Lakebase branch",
  description:
    "Creates a branch, which starts as a copy of another branch (default: the project's default branch) and then changes independently.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    project_id: projectId,
    branch_id: resourceId("ID of the new branch"),
    spec: restBody()
      .default({ no_expiry: true })
      .describe('BranchSpec: source_branch, source_branch_time, is_protected; ttl ("86400s") or no_expiry'),
    wait_seconds: params.waitSeconds,
  }),
  output: z.object({ branch: z.string(), ...changeFields }),
  alsoCovers: [
    { operation: "postgres.createBranch", args: ({ parent, branch_id }) => [{ project_id: idOf(parent), branch_id }] },
  ],
  affects: ({ project_id, branch_id }) => ({
    effect: "Create",
    objects: [resourceObject("Lakebase branch", `projects/${project_id}/branches/${branch_id}`)],
    consequences: [],
  }),
  async run(ctx, { wait_seconds, ...given }) {
    const name = `projects/${given.project_id}/branches/${given.branch_id}`;
    const operation = await api.createBranch(ctx.client, given);
    ctx.accepted({ what: "The creation of the branch was requested", ids: { branch: name }, followUp: SHOWN_BY });
    const change = { wait_seconds, words: `Creating branch ${given.branch_id}`, failed: "The branch was not created" };
    return { branch: name, ...(await awaitChange(ctx, { operation, ...change, followUp: SHOWN_BY })) };
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
    const databases = listed(items.map(({ name }) => idOf(name)));
    return {
      effect: purge ? "Permanently delete" : "Delete",
      objects: [{ ...resourceObject("Lakebase branch", branch), details: { state: status?.current_state } }],
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

export const createDatabase = database.tool({
  name: "create_database",
  title: "Create a Postgres database",
  description: "Creates a Postgres database on a Lakebase branch.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    branch,
    database_id: resourceId("Name of the new database"),
    role_id: z.string().min(1).max(63).optional().describe("Postgres role that owns it, if there are several"),
  }),
  output: z.object({ database_id: z.string(), ...changeFields }),
  affects: ({ branch, database_id }) => ({
    effect: "Create",
    objects: [resourceObject("Postgres database", `${branch}/databases/${database_id}`)],
    consequences: [],
  }),
  async run(ctx, { branch, database_id, role_id }) {
    const roles = await api.listRoles(ctx.client, { branch });
    const owners = role_id === undefined ? roles : roles.filter((name) => idOf(name) === role_id);
    const [role] = owners;
    if (role === undefined || owners.length > 1) {
      throw new ToolError("A database needs one owning role. Nothing was created.", {
        next: "Call again with role_id. The roles of the branch are listed below.",
        quoted: roles.map(idOf).join("\n"),
      });
    }
    const operation = await api.createDatabase(ctx.client, { branch, database_id, role });
    ctx.accepted({ what: "The creation of the database was requested", ids: { branch }, followUp: SHOWN_BY });
    const change = { wait_seconds: undefined, words: `Creating database ${database_id}`, followUp: SHOWN_BY };
    return {
      database_id,
      ...(await awaitChange(ctx, { operation, ...change, failed: "The database was not created" })),
    };
  },
});

export const deleteDatabase = database.tool({
  name: "delete_database",
  title: "Delete a Postgres database",
  description: "Permanently deletes a Postgres database of a Lakebase branch.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ branch, database_id: z.string().min(1).max(63).describe("From get_database_branch") }),
  output: z.object({ database_id: z.string(), ...changeFields }),
  alsoCovers: [
    {
      operation: "postgres.deleteDatabase",
      args: ({ name }) => [{ branch: String(name).split("/").slice(0, 4).join("/"), database_id: idOf(name) }],
    },
  ],
  affects: ({ branch, database_id }) => ({
    effect: "Permanently delete",
    objects: [resourceObject("Postgres database", `${branch}/databases/${database_id}`)],
    consequences: [{ reason: "loss", text: say`Its tables and their rows are permanently lost.` }],
  }),
  async run(ctx, { branch, database_id }) {
    const operation = await api.deleteDatabase(ctx.client, { branch, database_id });
    const change = { wait_seconds: undefined, words: `Deleting database ${database_id}`, followUp: SHOWN_BY };
    return {
      database_id,
      ...(await awaitChange(ctx, { operation, ...change, failed: "The database was not deleted" })),
    };
  },
});
