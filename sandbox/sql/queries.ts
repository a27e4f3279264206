import { fail, invalid } from "../failure.ts";
import { type App, type Fields, flag, integer, isFields, oneOf, optional, readJson, required } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { World } from "../world.ts";

interface Query {
  readonly id: string;
  fields: Fields;
  lifecycle: "ACTIVE" | "TRASHED";
  readonly createTime: string;
  readonly owner: string;
  modifier: string;
  updateTime: string;
}

const PATH = "/api/2.0/sql/queries";
const SETTABLE = [
  "display_name",
  "query_text",
  "warehouse_id",
  "catalog",
  "schema",
  "description",
  "parameters",
  "run_as_mode",
  "tags",
  "apply_auto_limit",
] as const;

/** Saved queries, which are stored and not run. */
export function queries(app: App, world: World): void {
  const all = world.kept("queries", () => new Map<string, Query>());
  const home = () => `/Workspace/Users/${world.user}`;
  const find = (id: string): Query =>
    all.get(id) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Query ${id} does not exist.`);
  const active = () => [...all.values()].filter(({ lifecycle }) => lifecycle === "ACTIVE");
  /** The fields with an unused name: the requested one, or a numbered one if the caller allows it. */
  const named = (fields: Fields, resolve: boolean, self?: Query): Fields => {
    const wanted = optional(fields, "display_name") ?? "New query";
    const taken = (name: string) => active().some((query) => query !== self && query.fields.display_name === name);
    if (!taken(wanted)) return { ...fields, display_name: wanted };
    if (!resolve) fail(400, "RESOURCE_ALREADY_EXISTS", `A query named '${wanted}' already exists.`);
    let number = 1;
    while (taken(`${wanted} (${number})`)) number += 1;
    return { ...fields, display_name: `${wanted} (${number})` };
  };
  const add = (fields: Fields): Query => {
    const at = new Date().toISOString();
    const query: Query = {
      id: world.uuid(),
      fields,
      lifecycle: "ACTIVE",
      createTime: at,
      updateTime: at,
      owner: world.user,
      modifier: world.user,
    };
    all.set(query.id, query);
    return query;
  };
  const view = ({ id, fields, lifecycle, createTime, updateTime, owner, modifier }: Query) => ({
    id,
    run_as_mode: "OWNER",
    ...fields,
    owner_user_name: owner,
    last_modifier_user_name: modifier,
    lifecycle_state: lifecycle,
    create_time: createTime,
    update_time: updateTime,
  });
  if (world.isNew)
    add({
      display_name: "Daily sales",
      description: "Revenue and number of orders by day",
      query_text:
        "SELECT order_date, count(*) AS orders, sum(total) AS revenue FROM main.sales.orders GROUP BY order_date ORDER BY order_date DESC",
      warehouse_id: "7e083095329f3ca5",
      parent_path: home(),
      tags: ["sales"],
    });

  app.get(PATH, (c) => {
    const size = integer(c.req.query(), "page_size") ?? 20;
    if (size < 1) invalid("Field 'page_size' must be at least 1.");
    const { items, next } = pageOf(active(), "queries", size, c.req.query("page_token") || undefined);
    const results = items.map((query) => {
      const { parent_path: _, ...listed } = { parent_path: "", ...view(query) };
      return listed;
    });
    return c.json({ results, ...(next === "" ? {} : { next_page_token: next }) });
  });
  app.post(PATH, async (c) => {
    const body = await readJson(c);
    const query = checked(body.query);
    const fields = named(query, flag(body, "auto_resolve_display_name") ?? false);
    return c.json(view(add({ query_text: "", ...fields, parent_path: optional(query, "parent_path") ?? home() })));
  });
  app.get(`${PATH}/:id`, (c) => c.json(view(find(c.req.param("id")))));
  // A visualization belongs to the SQL editor, which this workspace does not have.
  app.get(`${PATH}/:id/visualizations`, (c) => {
    find(c.req.param("id"));
    return c.json({});
  });
  app.patch(`${PATH}/:id`, async (c) => {
    const query = find(c.req.param("id"));
    if (query.lifecycle === "TRASHED") invalid(`Query ${query.id} is in the trash.`);
    const body = await readJson(c);
    const given = checked(body.query);
    const names = required(body, "update_mask").split(",");
    const known: readonly string[] = SETTABLE;
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) invalid(`Field '${unknown}' of update_mask cannot be updated.`);
    const changes = Object.fromEntries(names.map((name) => [name, given[name]]));
    query.fields = named({ ...query.fields, ...changes }, flag(body, "auto_resolve_display_name") ?? false, query);
    query.updateTime = new Date().toISOString();
    query.modifier = world.user;
    return c.json(view(query));
  });
  app.delete(`${PATH}/:id`, (c) => {
    find(c.req.param("id")).lifecycle = "TRASHED";
    return c.json({});
  });
}

/** The `query` of a request with checked texts and enums. */
function checked(query: unknown): Fields {
  if (!isFields(query)) return invalid("Missing required field: query");
  for (const name of ["display_name", "query_text", "warehouse_id", "catalog", "schema", "description"])
    optional(query, name);
  oneOf(query, "run_as_mode", ["OWNER", "VIEWER"]);
  return query;
}
