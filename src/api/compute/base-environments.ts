import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";

const environment = z.looseObject({
  name: z.string(),
  display_name: text,
  base_environment_type: text,
  is_default: z.boolean().nullish(),
  status: text,
  message: text,
  filepath: text,
  update_time: text,
  spec: z.looseObject({ environment_version: text, dependencies: z.array(z.string()).nullish() }).nullish(),
});
/** An environment of the workspace for serverless code. `name` is `workspace-base-environments/{id}`. */
export type BaseEnvironment = z.output<typeof environment>;

const page = z.looseObject({ workspace_base_environments: z.array(environment).nullish(), next_page_token: text });
const PATH = "/api/environments/v1/workspace-base-environments";

/** One page of environments. `GET /api/environments/v1/workspace-base-environments` */
export async function listBaseEnvironments(
  client: Client,
  query: { page_size: number; page_token?: string | undefined },
): Promise<Page<BaseEnvironment>> {
  const found = await client.get("environments.listWorkspaceBaseEnvironments", PATH, page, { query });
  return { items: found.workspace_base_environments ?? [], next: found.next_page_token || undefined };
}
