import * as z from "zod";
import { text } from "../../core/fields.ts";

// What is known of a table before its columns and after them, as every tool answers it.

export const tableIdentity = {
  table_type: text,
  data_source_format: text,
  owner: text,
  comment: text,
  browse_only: z.boolean().optional(),
};

export const tableOrigin = {
  row_filter: text,
  view_definition: text,
  storage_location: text,
  pipeline_id: text,
  properties: z.record(z.string(), z.string()).optional(),
  created_at: text,
  created_by: text,
  updated_at: text,
  updated_by: text,
};
