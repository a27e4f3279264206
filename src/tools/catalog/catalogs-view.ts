import * as z from "zod";
import type { Catalog } from "../../api/catalog/catalogs.ts";
import { flag, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

/** A catalog in a list. */
export const catalogRowView = view(
  { name: z.string(), catalog_type: text, owner: text, comment: text },
  ({ name, catalog_type, owner, comment }: Catalog) => ({ name, catalog_type, owner, comment }),
);

/** One catalog in full. */
export const catalogView = view(
  {
    ...catalogRowView.fields,
    isolation_mode: text,
    connection_name: text,
    provider_name: text,
    share_name: text,
    storage_root: text,
    properties: z.record(z.string(), z.string()).optional(),
    browse_only: flag,
    created_at: text,
    created_by: text,
    updated_at: text,
  },
  (catalog: Catalog) => ({
    ...catalogRowView(catalog),
    isolation_mode: catalog.isolation_mode,
    connection_name: catalog.connection_name,
    provider_name: catalog.provider_name,
    share_name: catalog.share_name,
    storage_root: catalog.storage_root,
    properties: catalog.properties,
    browse_only: catalog.browse_only || undefined,
    created_at: isoTime(catalog.created_at),
    created_by: catalog.created_by,
    updated_at: isoTime(catalog.updated_at),
  }),
);
