import type { Service } from "../service.ts";
import { catalogs } from "./catalogs.ts";
import { constraints } from "./constraints.ts";
import { externalData } from "./external-data.ts";
import { functions } from "./functions.ts";
import { grants } from "./grants.ts";
import { lineage } from "./lineage.ts";
import { metastoreOf } from "./metastore.ts";
import { abacPolicies } from "./policies/abac.ts";
import { tagPolicies } from "./policies/tag-policies.ts";
import { qualityMonitors } from "./quality/monitors.ts";
import { schemas } from "./schemas.ts";
import { tables } from "./tables.ts";
import { tags } from "./tags.ts";
import { volumes } from "./volumes.ts";

/** Unity Catalog: DuckDB's own catalog, extended with grants, tags, owners and volumes. */
export const unityCatalog: Service = (app, world) => {
  const metastore = metastoreOf(world);
  for (const part of [
    catalogs,
    schemas,
    tables,
    constraints,
    volumes,
    functions,
    grants,
    tags,
    lineage,
    externalData,
    abacPolicies,
    tagPolicies,
    qualityMonitors,
  ]) {
    part(app, metastore);
  }
};
