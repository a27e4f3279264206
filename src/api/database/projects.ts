import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import { longRunning } from "./operations.ts";

const settings = z.looseObject({
  display_name: text,
  pg_version: z.number().nullish(),
  default_branch: text,
  history_retention_duration: text,
  enable_pg_native_login: z.boolean().nullish(),
});

const project = z.looseObject({
  name: z.string(),
  create_time: text,
  delete_time: text,
  purge_time: text,
  spec: settings.nullish(),
  status: z.looseObject({ ...settings.shape, owner: text, synthetic_storage_size_bytes: int64.nullish() }).nullish(),
});
/** A Lakebase project: branches of Postgres databases. `name` is `projects/{project_id}`, times are RFC 3339. */
export type DatabaseProject = z.output<typeof project>;

const page = z.looseObject({ projects: z.array(project).nullish(), next_page_token: text });

/** One page of projects. `GET /api/2.0/postgres/projects` */
export async function listProjects(
  client: Client,
  query: { page_size: number; page_token?: string | undefined },
): Promise<Page<DatabaseProject>> {
  const found = await client.get("postgres.listProjects", "/api/2.0/postgres/projects", page, { query });
  return { items: found.projects ?? [], next: found.next_page_token || undefined };
}

/**
 * One project. `GET /api/2.0/postgres/projects/{project_id}`
 * @throws {ApiError} `not-found`
 */
export const getProject = (client: Client, { project_id }: { project_id: string }) =>
  client.get("postgres.getProject", path`/api/2.0/postgres/projects/${project_id}`, project);

/**
 * Creates a project with a branch `production` and its compute. `POST /api/2.0/postgres/projects`
 * @returns The operation that creates it
 * @throws {ApiError} `conflict` if the ID is taken
 */
export const createProject = (client: Client, { project_id, spec }: { project_id: string; spec: object }) =>
  client.post("postgres.createProject", "/api/2.0/postgres/projects", longRunning, {
    query: { project_id },
    body: { spec },
  });

/** Changes the given fields of the specification. `PATCH /api/2.0/postgres/projects/{project_id}` */
export const updateProject = (client: Client, { project_id, spec }: { project_id: string; spec: object }) =>
  client.patch("postgres.updateProject", path`/api/2.0/postgres/projects/${project_id}`, longRunning, {
    query: {
      update_mask: Object.keys(spec)
        .map((field) => `spec.${field}`)
        .join(","),
    },
    body: { spec },
  });

/** Deletes a project; until its `purge_time` it can be restored, unless `purge` is set. `DELETE /api/2.0/postgres/projects/{project_id}` */
export const deleteProject = (
  client: Client,
  { project_id, purge }: { project_id: string; purge?: boolean | undefined },
) =>
  client.delete("postgres.deleteProject", path`/api/2.0/postgres/projects/${project_id}`, longRunning, {
    query: { purge },
  });
