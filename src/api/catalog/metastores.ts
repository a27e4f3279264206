import * as z from "zod";
import { compact } from "../../records.ts";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";

/** The metastore's summary: the fields we read. */
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

/** Callable by everybody. `GET /api/2.1/unity-catalog/metastore_summary` */
export const getMetastoreSummary = async (client: Client) => {
  const found = await client.get("metastores.summary", "/api/2.1/unity-catalog/metastore_summary", metastore);
  const { metastore_id, name, cloud, region, owner, storage_root, delta_sharing_scope, external_access_enabled } =
    found;
  return {
    metastore_id,
    ...compact({ name, cloud, region, owner, storage_root, delta_sharing_scope, external_access_enabled }),
  };
};
