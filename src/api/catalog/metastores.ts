import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";

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

/**
 * The workspace's metastore; any user may read it. `GET /api/2.1/unity-catalog/metastore_summary`
 * @throws {ApiError} `not-found` if the workspace has no metastore
 */
export const getMetastoreSummary = (client: Client): Promise<Metastore> =>
  client.get("metastores.summary", "/api/2.1/unity-catalog/metastore_summary", metastore);
