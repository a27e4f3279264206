import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import { longRunning } from "./operations.ts";

/** A branch by its full name: `projects/{project_id}/branches/{branch_id}`. */
export interface DatabaseBranchRef {
  readonly branch: string;
}

const branch = z.looseObject({
  name: z.string(),
  create_time: text,
  status: z
    .looseObject({
      current_state: text,
      pending_state: text,
      default: z.boolean().nullish(),
      is_protected: z.boolean().nullish(),
      source_branch: text,
      source_branch_time: text,
      expire_time: text,
      logical_size_bytes: int64.nullish(),
    })
    .nullish(),
});
/** A branch of a project. `name` is `projects/{project_id}/branches/{branch_id}`. */
export type DatabaseBranch = z.output<typeof branch>;

const endpoint = z.looseObject({
  name: z.string(),
  status: z
    .looseObject({
      endpoint_type: text,
      current_state: text,
      autoscaling_limit_min_cu: z.number().nullish(),
      autoscaling_limit_max_cu: z.number().nullish(),
      suspend_timeout_duration: text,
      hosts: z.looseObject({ host: text, read_only_host: text }).nullish(),
    })
    .nullish(),
});
/** The compute of a branch, with its Postgres host. */
export type DatabaseEndpoint = z.output<typeof endpoint>;

const owned = z.looseObject({ postgres_database: text, role: text });
const database = z.looseObject({ name: z.string(), spec: owned.nullish(), status: owned.nullish() });
/** A Postgres database of a branch. */
export type PostgresDatabase = z.output<typeof database>;

const PAGE = 100;
const branchPage = z.looseObject({ branches: z.array(branch).nullish(), next_page_token: text });
const endpointPage = z.looseObject({ endpoints: z.array(endpoint).nullish(), next_page_token: text });
const databasePage = z.looseObject({ databases: z.array(database).nullish(), next_page_token: text });

/** One page of a project's branches. `GET /api/2.0/postgres/projects/{project_id}/branches` */
export async function listBranches(
  client: Client,
  { project_id, page_token }: { project_id: string; page_token?: string | undefined },
): Promise<Page<DatabaseBranch>> {
  const url = path`/api/2.0/postgres/projects/${project_id}/branches`;
  const query = { page_size: PAGE, page_token };
  const found = await client.get("postgres.listBranches", url, branchPage, { query });
  return { items: found.branches ?? [], next: found.next_page_token || undefined };
}

const below = (branch: string, collection = "") => path`/api/2.0/postgres/${branch.split("/")}` + collection;

/** One branch. `GET /api/2.0/postgres/{branch}` @throws {ApiError} `not-found` */
export const getBranch = (client: Client, { branch: name }: DatabaseBranchRef) =>
  client.get("postgres.getBranch", below(name), branch);

/** The endpoints of a branch, which has few. `GET /api/2.0/postgres/{branch}/endpoints` */
export async function listEndpoints(
  client: Client,
  { branch }: DatabaseBranchRef,
): Promise<readonly DatabaseEndpoint[]> {
  const query = { page_size: PAGE };
  const found = await client.get("postgres.listEndpoints", below(branch, "/endpoints"), endpointPage, { query });
  return found.endpoints ?? [];
}

/** One page of a branch's databases. `GET /api/2.0/postgres/{branch}/databases` */
export async function listDatabases(
  client: Client,
  { branch, page_token }: DatabaseBranchRef & { page_token?: string | undefined },
): Promise<Page<PostgresDatabase>> {
  const query = { page_size: PAGE, page_token };
  const found = await client.get("postgres.listDatabases", below(branch, "/databases"), databasePage, { query });
  return { items: found.databases ?? [], next: found.next_page_token || undefined };
}

/**
 * Creates a branch, by default from the project's default branch.
 * `POST /api/2.0/postgres/projects/{project_id}/branches`
 * @returns The operation that creates it
 */
export const createBranch = (
  client: Client,
  { project_id, branch_id, spec }: { project_id: string; branch_id: string; spec: object },
) =>
  client.post("postgres.createBranch", path`/api/2.0/postgres/projects/${project_id}/branches`, longRunning, {
    query: { branch_id },
    body: { spec },
  });

/** Deletes a branch. `DELETE /api/2.0/postgres/{branch}` */
export const deleteBranch = (
  client: Client,
  { branch, purge }: DatabaseBranchRef & { readonly purge?: boolean | undefined },
) => client.delete("postgres.deleteBranch", below(branch), longRunning, { query: { purge } });
