import type { Service } from "./server.ts";
import { catalogs } from "./unity-catalog/catalogs.ts";
import { externalData } from "./unity-catalog/external-data.ts";
import { functions } from "./unity-catalog/functions.ts";
import { grants } from "./unity-catalog/grants.ts";
import { lineage } from "./unity-catalog/lineage.ts";
import { metastoreOf } from "./unity-catalog/metastore.ts";
import { schemas } from "./unity-catalog/schemas.ts";
import { tables } from "./unity-catalog/tables.ts";
import { tags } from "./unity-catalog/tags.ts";
import { volumes } from "./unity-catalog/volumes.ts";

/** Unity Catalog: DuckDB's own catalogue, with grants, tags, owners and volumes kept beside it. */
export const unityCatalog: Service = (app, world) => {
  const metastore = metastoreOf(world);
  for (const part of [catalogs, schemas, tables, volumes, functions, grants, tags, lineage, externalData]) {
    part(app, metastore);
  }
};
