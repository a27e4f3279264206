import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

export const BOUND_TYPES = ["catalog", "external_location", "storage_credential", "credential"] as const;
export const BINDING_TYPES = ["BINDING_TYPE_READ_WRITE", "BINDING_TYPE_READ_ONLY"] as const;

/** What can be bound to workspaces. */
export interface Bound {
  readonly securable_type: (typeof BOUND_TYPES)[number];
  readonly securable_name: string;
}

const binding = z.looseObject({ workspace_id: id64, binding_type: text });
export type Binding = z.output<typeof binding>;
const page = z.looseObject({ bindings: z.array(binding).nullish(), next_page_token: text });

/** `GET /api/2.1/unity-catalog/bindings/{securable_type}/{securable_name}` */
export async function listBindings(
  client: Client,
  { securable_type, securable_name, ...query }: Bound & { max_results: number; page_token?: string | undefined },
): Promise<Page<Binding>> {
  const where = path`/api/2.1/unity-catalog/bindings/${securable_type}/${securable_name}`;
  const { bindings, next_page_token } = await client.get("workspaceBindings.getBindings", where, page, { query });
  return { items: bindings ?? [], next: next_page_token || undefined };
}

export interface BindingChange {
  readonly workspace_id: string;
  readonly binding_type?: string;
}

/** Answers what is bound after. `PATCH /api/2.1/unity-catalog/bindings/{securable_type}/{securable_name}` */
export async function updateBindings(
  client: Client,
  { securable_type, securable_name }: Bound,
  body: { add?: readonly BindingChange[]; remove?: readonly BindingChange[] },
): Promise<readonly Binding[]> {
  const where = path`/api/2.1/unity-catalog/bindings/${securable_type}/${securable_name}`;
  const { bindings } = await client.patch("workspaceBindings.updateBindings", where, page, { body, replay: "safe" });
  return bindings ?? [];
}
