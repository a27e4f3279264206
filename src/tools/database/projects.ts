import * as z from "zod";
import { listBranches } from "../../api/database/branches.ts";
import * as instances from "../../api/database/instances.ts";
import * as api from "../../api/database/projects.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import { type AffectedObject, listed, say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { settingOf } from "../admin/granting-fields.ts";
import { hasFields, NO_CHANGE, restBody } from "../api/body.ts";
import { lostEntries } from "../api/replaced.ts";
import { awaitChange, changeFields } from "./operation.ts";
import { idOf, instanceView, projectRowView, projectView } from "./project-view.ts";
import { database, projectId, resourceId } from "./toolset.ts";

const PAGE = 50;

export const listDatabaseProjects = database.tool({
  name: "list_database_projects",
  title: "List Lakebase projects",
  description: "Lists Lakebase projects. Older provisioned instances are in list_database_instances.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ projects: z.array(projectRowView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const query = { page_size: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(api.listProjects, ctx.client, query);
    return { projects: items.map((item) => projectRowView(item)), next_page_token: next };
  },
});

export const getDatabaseProject = database.tool({
  name: "get_database_project",
  title: "Get a Lakebase project",
  description: "Returns one Lakebase project with its branches. get_database_branch shows hosts and databases.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ project_id: projectId, page_token: params.pageToken }),
  output: projectView.schema,
  async run(ctx, { project_id, page_token }) {
    const [project, { items, next }] = await Promise.all([
      api.getProject(ctx.client, { project_id }),
      listBranches(ctx.client, { project_id, page_token }),
    ]);
    return projectView(project, items, next);
  },
});

const spec = restBody("name", "project_id");

export const createDatabaseProject = database.tool({
  name: "create_database_project",
  title: "Create a Lakebase project",
  description: "Creates a Lakebase project with a branch and its compute, which is billed while it is active.",
  access: { least: "write", most: "destructive", of: () => "write" },
  untrusted: true,
  input: z.strictObject({
    project_id: resourceId("ID of the new project"),
    spec: spec.default({}).describe("ProjectSpec: display_name, pg_version, …"),
    wait_seconds: params.waitSeconds,
  }),
  output: z.object({ project_id: z.string(), ...changeFields }),
  alsoCovers: [{ operation: "postgres.createProject", args: ({ project_id, spec = {} }) => [{ project_id, spec }] }],
  affects: ({ project_id }) => ({
    effect: "Create",
    objects: [{ kind: "Lakebase project", id: project_id }],
    consequences: [{ reason: "cost", text: say`Its storage is billed until it is deleted, its compute while active.` }],
  }),
  async run(ctx, { project_id, spec, wait_seconds }) {
    const operation = await api.createProject(ctx.client, { project_id, spec });
    ctx.accepted({
      what: "The creation of the project was requested",
      ids: { project_id },
      followUp: "get_database_project",
    });
    const words = `Creating Lakebase project ${project_id}`;
    const failed = "The project was not created";
    const ended = await awaitChange(ctx, { operation, wait_seconds, words, failed, followUp: "get_database_project" });
    return { project_id, ...ended };
  },
});

const projectObject = ({ name, status, spec }: api.DatabaseProject): AffectedObject => ({
  kind: "Lakebase project",
  name: status?.display_name ?? spec?.display_name,
  id: idOf(name),
  contents: "/",
  details: { owner: status?.owner },
});

export const updateDatabaseProject = database.tool({
  name: "update_database_project",
  title: "Change a Lakebase project",
  description: "Changes the given settings of a Lakebase project.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    project_id: projectId,
    spec: spec.refine(hasFields, NO_CHANGE).describe("Fields of ProjectSpec to change"),
  }),
  output: z.object({ project_id: z.string(), ...changeFields }),
  alsoCovers: [{ operation: "postgres.updateProject", args: ({ name, spec }) => [{ project_id: idOf(name), spec }] }],
  async affects({ project_id, spec }, ctx) {
    const project = await api.getProject(ctx.client, { project_id });
    return {
      effect: "Change",
      objects: [projectObject(project)],
      consequences: [
        ...Object.keys(spec).flatMap((field) => settingOf(spec, field, "others")),
        ...lostEntries({ ...project.status, ...project.spec }, spec),
      ],
    };
  },
  async run(ctx, { project_id, spec }) {
    const operation = await api.updateProject(ctx.client, { project_id, spec });
    const words = `Changing Lakebase project ${project_id}`;
    const failed = "The project was not changed";
    const followUp = "get_database_project";
    return {
      project_id,
      ...(await awaitChange(ctx, { operation, wait_seconds: undefined, words, failed, followUp })),
    };
  },
});

export const deleteDatabaseProject = database.tool({
  name: "delete_database_project",
  title: "Delete a Lakebase project",
  description: "Deletes a Lakebase project with all its branches. It can be restored for some days.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    project_id: projectId,
    purge: z.boolean().optional().describe("Delete permanently at once"),
  }),
  output: z.object({ project_id: z.string(), ...changeFields }),
  alsoCovers: [{ operation: "postgres.deleteProject", args: ({ name, purge }) => [{ project_id: idOf(name), purge }] }],
  async affects({ project_id, purge }, ctx) {
    const [project, { items, next }] = await Promise.all([
      api.getProject(ctx.client, { project_id }),
      listBranches(ctx.client, { project_id }),
    ]);
    const names = listed(items.map(({ name }) => idOf(name)));
    return {
      effect: purge ? "Permanently delete" : "Delete",
      objects: [projectObject(project)],
      consequences: [
        purge
          ? { reason: "loss", text: say`The data of its branches is permanently lost: ${names}.` }
          : { reason: "others", text: say`Applications can no longer connect to its branches: ${names}.` },
        ...(next === undefined ? [] : [{ reason: "loss" as const, text: say`It has more branches than these.` }]),
      ],
    };
  },
  async run(ctx, { project_id, purge }) {
    const operation = await api.deleteProject(ctx.client, { project_id, purge });
    const words = `Deleting Lakebase project ${project_id}`;
    const failed = "The project was not deleted";
    const followUp = "list_database_projects";
    return {
      project_id,
      ...(await awaitChange(ctx, { operation, wait_seconds: undefined, words, failed, followUp })),
    };
  },
});

export const listDatabaseInstances = database.tool({
  name: "list_database_instances",
  title: "List Lakebase instances",
  description: "Lists provisioned Lakebase instances with state and host.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ instances: z.array(instanceView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const query = { page_size: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(instances.listInstances, ctx.client, query);
    return { instances: items.map((item) => instanceView(item)), next_page_token: next };
  },
});
