import { fail, invalid } from "../failure.ts";
import { type App, optional, readJson, required } from "../http.ts";
import type { Entry } from "./ledger.ts";
import { type Metastore, mustManage } from "./metastore.ts";
import { pageOf } from "./page.ts";
import { relation } from "./relations.ts";
import { securableChain } from "./securables.ts";

const PATH = "/api/2.1/unity-catalog/entity-tag-assignments";
const ENTITIES: Readonly<Record<string, string>> = {
  catalogs: "catalog",
  schemas: "schema",
  tables: "table",
  volumes: "volume",
};

export function tags(app: App, metastore: Metastore): void {
  /** The object or column that has the tags. */
  const carrier = async (type: string, name: string): Promise<Entry> => {
    if (type === "columns") return column(metastore, name);
    const kind = ENTITIES[type] ?? invalid(`'${type}' is not a valid entity type.`);
    return (await securableChain(metastore, kind, name))[0];
  };
  /** The same, for a caller who may tag it. */
  const tagged = async (type: string, name: string): Promise<Entry> => {
    const entry = await carrier(type, name);
    const object = type === "columns" ? name.split(".").slice(0, -1).join(".") : name;
    const chain = await securableChain(metastore, ENTITIES[type] ?? "table", object);
    mustManage(metastore, chain, "APPLY_TAG");
    return entry;
  };
  const allowed = (key: string, value: string): string => {
    const refusal = metastore.ledger.refusedTag(key, value);
    return refusal === undefined ? value : invalid(refusal);
  };
  const view = (type: string, name: string, key: string, value: string) => ({
    entity_type: type,
    entity_name: name,
    tag_key: key,
    ...(value === "" ? {} : { tag_value: value }),
  });

  app.get(`${PATH}/:type/:name/tags`, async (c) => {
    const { type, name } = c.req.param();
    const { tags } = await carrier(type, name);
    const rows = [...tags].map(([key, value]) => view(type, name, key, value));
    return c.json(pageOf("tag_assignments", rows, c.req.query()));
  });

  app.get(`${PATH}/:type/:name/tags/:key`, async (c) => {
    const { type, name, key } = c.req.param();
    return c.json(view(type, name, key, found(await carrier(type, name), key)));
  });

  app.post(PATH, async (c) => {
    const fields = await readJson(c);
    const [type, name, key] = [
      required(fields, "entity_type"),
      required(fields, "entity_name"),
      required(fields, "tag_key"),
    ];
    const { tags } = await tagged(type, name);
    if (tags.has(key)) fail(409, "ALREADY_EXISTS", `Tag assignment with tag key ${key} already exists for ${name}.`);
    tags.set(key, allowed(key, optional(fields, "tag_value") ?? ""));
    return c.json(view(type, name, key, tags.get(key) ?? ""));
  });

  app.patch(`${PATH}/:type/:name/tags/:key`, async (c) => {
    const { type, name, key } = c.req.param();
    if (required(c.req.query(), "update_mask") !== "tag_value") invalid("Only tag_value can be updated.");
    const entry = await tagged(type, name);
    found(entry, key);
    entry.tags.set(key, allowed(key, optional(await readJson(c), "tag_value") ?? ""));
    return c.json(view(type, name, key, found(entry, key)));
  });

  app.delete(`${PATH}/:type/:name/tags/:key`, async (c) => {
    const { type, name, key } = c.req.param();
    const entry = await tagged(type, name);
    found(entry, key);
    entry.tags.delete(key);
    return c.json({});
  });
}

const found = ({ tags, fullName }: Entry, key: string): string =>
  tags.get(key) ?? fail(404, "NOT_FOUND", `Tag assignment with tag key ${key} does not exist for ${fullName}.`);

async function column(metastore: Metastore, fullName: string): Promise<Entry> {
  const parts = fullName.split(".");
  const name = parts.pop() ?? "";
  const table = await relation(metastore, parts.join("."));
  const exists = table.columns.some((one) => one.name === name);
  if (!exists) fail(404, "COLUMN_DOES_NOT_EXIST", `Column '${name}' does not exist in table '${table.fullName}'.`);
  return metastore.ledger.of("column", `${table.fullName}.${name.toLowerCase()}`, table.oid);
}
