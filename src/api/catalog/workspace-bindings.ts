import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

/** The kinds of objects that can be bound to workspaces. */
export const BOUND_TYPES = ["catalog", "external_location", "storage_credential", "credential"] as const;
/** The ways to bind a workspace: for reading and writing, or for reading only. */
export const BINDING_TYPES = ["BINDING_TYPE_READ_WRITE", "BINDING_TYPE_READ_ONLY"] as const;

/** An object that can be bound to workspaces. */
export interface BindableSecurable {
  readonly securable_type: (typeof BOUND_TYPES)[number];
  readonly securable_name: string;
}

const binding = z.looseObject({ workspace_id: id64, binding_type: text });
/** A workspace that may use the object; without `binding_type` it may read and write. */
export type WorkspaceBinding = z.output<typeof binding>;
const page = z.looseObject({ bindings: z.array(binding).nullish(), next_page_token: text });

/**
 * One page of the workspaces an object is bound to. `GET /api/2.1/unity-catalog/bindings/{securable_type}/{securable_name}`
 * @throws {ApiError} `not-found`, `permission`
 */
export async function listBindings(
  client: Client,
  {
    securable_type,
    securable_name,
    ...query
  }: BindableSecurable & { max_results: number; page_token?: string | undefined },
): Promise<Page<WorkspaceBinding>> {
  const where = path`/api/2.1/unity-catalog/bindings/${securable_type}/${securable_name}`;
  const { bindings, next_page_token } = await client.get("workspaceBindings.getBindings", where, page, { query });
  return { items: bindings ?? [], next: next_page_token || undefined };
}

/** A workspace to bind or unbind. */
export interface BindingChange {
  readonly workspace_id: string;
  readonly binding_type?: string;
}

/**
 * Binds and unbinds workspaces and returns the bindings afterwards. Repeating it has no further effect.
 * `PATCH /api/2.1/unity-catalog/bindings/{securable_type}/{securable_name}`
 * @throws {ApiError} `not-found`, `permission`
 */
export async function updateBindings(
  client: Client,
  { securable_type, securable_name }: BindableSecurable,
  body: { add?: readonly BindingChange[]; remove?: readonly BindingChange[] },
): Promise<readonly WorkspaceBinding[]> {
  const where = path`/api/2.1/unity-catalog/bindings/${securable_type}/${securable_name}`;
  const { bindings } = await client.patch("workspaceBindings.updateBindings", where, page, { body, replay: "safe" });
  return bindings ?? [];
}
