import * as z from "zod";
import type { Schema } from "../../api/catalog/schemas.ts";
import { flag, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

/** A schema in the list of its catalog. */
export const schemaRowView = view(
  { name: z.string(), owner: text, comment: text },
  ({ name, owner, comment }: Schema) => ({ name, owner, comment }),
);

/** One schema in full. */
export const schemaView = view(
  {
    full_name: z.string(),
    owner: text,
    comment: text,
    storage_root: text,
    properties: z.record(z.string(), z.string()).optional(),
    browse_only: flag,
    created_at: text,
    created_by: text,
    updated_at: text,
  },
  ({ full_name, owner, comment, storage_root, properties, browse_only, created_by, ...times }: Schema) => ({
    full_name,
    owner,
    comment,
    storage_root,
    properties,
    browse_only: browse_only || undefined,
    created_at: isoTime(times.created_at),
    created_by,
    updated_at: isoTime(times.updated_at),
  }),
);
