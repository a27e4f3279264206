import * as z from "zod";
import type { Query } from "../../api/sql/queries.ts";
import { text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";

/** A saved query in a list. */
export const querySummaryView = view(
  {
    id: z.string(),
    display_name: text,
    description: text,
    owner_user_name: text,
    warehouse_id: text,
    update_time: text,
  },
  (query: Query) => ({
    id: query.id,
    display_name: query.display_name,
    description: query.description,
    owner_user_name: query.owner_user_name,
    warehouse_id: query.warehouse_id,
    update_time: query.update_time,
  }),
);

/** One saved query in full; the usual lifecycle state is left out. */
export const queryView = view(
  {
    ...querySummaryView.fields,
    query_text: text,
    catalog: text,
    schema: text,
    parameters: z.array(z.record(z.string(), z.unknown())).optional().describe("by name; in the text as {{name}}"),
    tags: texts,
    parent_path: text,
    run_as_mode: text,
    lifecycle_state: text.describe("only when not active"),
    last_modifier_user_name: text,
    create_time: text,
  },
  (query: Query) => ({
    ...querySummaryView(query),
    query_text: query.query_text,
    catalog: query.catalog,
    schema: query.schema,
    parameters: query.parameters,
    tags: query.tags,
    parent_path: query.parent_path,
    run_as_mode: query.run_as_mode,
    lifecycle_state: query.lifecycle_state === "ACTIVE" ? undefined : query.lifecycle_state,
    last_modifier_user_name: query.last_modifier_user_name,
    create_time: query.create_time,
  }),
);
