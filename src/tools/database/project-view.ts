import * as z from "zod";
import type { DatabaseBranch } from "../../api/database/branches.ts";
import type { DatabaseInstance } from "../../api/database/instances.ts";
import type { DatabaseProject } from "../../api/database/projects.ts";
import { count, flag, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";

/** The last segment of a resource name: `main` of `projects/shop/branches/main`. */
export const idOf = (name: unknown): string => (typeof name === "string" ? (name.split("/").at(-1) ?? "") : "");

/** A project in a list. */
export const projectRowView = view(
  { project_id: z.string(), display_name: text, pg_version: count, owner: text, create_time: text, purge_time: text },
  ({ name, create_time, purge_time, spec, status }: DatabaseProject) => ({
    project_id: idOf(name),
    display_name: status?.display_name ?? spec?.display_name,
    pg_version: status?.pg_version ?? spec?.pg_version,
    owner: status?.owner,
    create_time,
    purge_time,
  }),
);

/** A branch of a project. */
export const branchRowView = view(
  {
    branch: z.string(),
    current_state: text,
    default: flag,
    is_protected: flag,
    source_branch: text,
    expire_time: text,
    logical_size_bytes: count,
  },
  ({ name, status }: DatabaseBranch) => ({
    branch: name,
    current_state: status?.current_state,
    default: status?.default || undefined,
    is_protected: status?.is_protected || undefined,
    source_branch: status?.source_branch,
    expire_time: status?.expire_time,
    logical_size_bytes: status?.logical_size_bytes,
  }),
);

/** A project with one page of its branches. */
export const projectView = view(
  {
    ...projectRowView.fields,
    history_retention_duration: text,
    branches: z.array(branchRowView.schema),
    next_page_token: text,
  },
  (project: DatabaseProject, branches: readonly DatabaseBranch[], next: string | undefined) => ({
    ...projectRowView(project),
    history_retention_duration: project.status?.history_retention_duration ?? project.spec?.history_retention_duration,
    branches: branches.map((branch) => branchRowView(branch)),
    next_page_token: next,
  }),
);

/** A provisioned instance. */
export const instanceView = view(
  {
    name: z.string(),
    state: text,
    capacity: text,
    pg_version: text,
    read_write_dns: text,
    creator: text,
    creation_time: text,
  },
  (instance: DatabaseInstance) => ({
    name: instance.name,
    state: instance.state,
    capacity: instance.effective_capacity ?? instance.capacity,
    pg_version: instance.pg_version,
    read_write_dns: instance.read_write_dns,
    creator: instance.creator,
    creation_time: instance.creation_time,
  }),
);
