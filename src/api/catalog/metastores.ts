import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";

const metastore = z.looseObject({
  metastore_id: z.string(),
  name: text,
  cloud: text,
  region: text,
  owner: text,
  storage_root: text,
  delta_sharing_scope: text,
  external_access_enabled: z.boolean().nullish(),
});
/** Summary of the metastore assigned to the workspace: the fields we read. */
export type Metastore = z.output<typeof metastore>;

const assignment = z.looseObject({ workspace_id: id64 });

/**
 * The id of the workspace that the client calls. `GET /api/2.1/unity-catalog/current-metastore-assignment`
 * @throws {ApiError} `not-found` if the workspace has no metastore
 */
export const getWorkspaceId = async (client: Client): Promise<string> => {
  const where = "/api/2.1/unity-catalog/current-metastore-assignment";
  return (await client.get("metastores.current", where, assignment)).workspace_id;
};

/**
 * The workspace's metastore; any user may read it. `GET /api/2.1/unity-catalog/metastore_summary`
 * @throws {ApiError} `not-found` if the workspace has no metastore
 */
export const getMetastoreSummary = (client: Client): Promise<Metastore> =>
  client.get("metastores.summary", "/api/2.1/unity-catalog/metastore_summary", metastore);
