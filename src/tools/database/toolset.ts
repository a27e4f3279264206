import * as z from "zod";
import { defineToolset } from "../../core/tool.ts";

export const database = defineToolset({
  id: "database",
  title: "Lakebase",
  summary: "Lakebase Postgres: projects, branches, databases, tables synced from Unity Catalog, and credentials.",
  default: false,
  finders: "list_database_projects or get_database_project",
});

const isId = (id: string): boolean => /^[a-z0-9][a-z0-9_-]{0,62}$/.test(id);
const ID_RULE = "must be 1 to 63 lower-case letters, digits, - and _";

/** An ID within a resource name of Lakebase. */
export const resourceId = (description: string) => z.string().refine(isId, ID_RULE).describe(description);
export const projectId = resourceId("From list_database_projects");
export const branch = z
  .string()
  .max(200)
  .refine(
    (name) => /^projects\/[a-z0-9_-]+\/branches\/[a-z0-9_-]+$/.test(name),
    "must be projects/{project_id}/branches/{branch_id}",
  )
  .describe("projects/{project_id}/branches/{branch_id}");
export const postgresDatabase = z.string().min(1).max(63).describe("Postgres database");
