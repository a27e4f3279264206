import { type Json, objects, type Workspace } from "../rest.ts";
import type { Found, Kind } from "../snapshot.ts";
import { named, stable, text } from "./fields.ts";

const UC = "/api/2.1/unity-catalog";
const SYSTEM = new Set(["system", "samples"]);

/** Every catalog that users can change. */
async function catalogs(workspace: Workspace): Promise<readonly Json[]> {
  return (await workspace.list(`${UC}/catalogs`, "catalogs")).filter((catalog) => !SYSTEM.has(named(catalog)));
}

async function schemas(workspace: Workspace): Promise<readonly Json[]> {
  const all = (await catalogs(workspace)).map((catalog) =>
    workspace.list(`${UC}/schemas`, "schemas", { catalog_name: named(catalog) }),
  );
  return (await Promise.all(all)).flat().filter((schema) => named(schema) !== "information_schema");
}

/** The objects of every schema. */
async function inSchemas(workspace: Workspace, path: string, field: string): Promise<readonly Json[]> {
  const all = (await schemas(workspace)).map(({ catalog_name, name }) =>
    workspace.list(`${UC}/${path}`, field, { catalog_name: text(catalog_name), schema_name: text(name) }),
  );
  return (await Promise.all(all)).flat();
}

/** Objects of a kind, each with what is granted on it. */
const securables =
  (kind: string, find: (workspace: Workspace) => Promise<readonly Json[]>, ...without: readonly string[]): Kind =>
  async (workspace) => {
    const each = (await find(workspace)).map(async (object): Promise<readonly Found[]> => {
      const name = named(object, "full_name") || named(object);
      const granted = await workspace.get(`${UC}/permissions/${kind}/${encodeURIComponent(name)}`);
      const { privilege_assignments } = granted;
      const grants = objects(privilege_assignments).map(({ principal, privileges }) => [principal, privileges]);
      return [
        [`${kind} ${name}`, stable(object, ...IDS, ...without)],
        ...(grants.length > 0 ? [[`grants ${kind} ${name}`, grants] as const] : []),
      ];
    });
    return (await Promise.all(each)).flat();
  };

const IDS = [
  "schema_id",
  "table_id",
  "volume_id",
  "function_id",
  "id",
  "storage_location",
  "created_by",
  "updated_by",
  "metastore_id",
];

const tables = (workspace: Workspace) => inSchemas(workspace, "tables", "tables");
const volumes = (workspace: Workspace) => inSchemas(workspace, "volumes", "volumes");

/** The contents of the tables: the number of rows and a digest of their sorted texts, in one statement. */
const contents: Kind = async (workspace) => {
  const each = (await tables(workspace))
    .filter(({ table_type }) => table_type === "MANAGED")
    .map((table) => {
      const name = named(table, "full_name");
      const cells = objects(table.columns).map((column) => `coalesce(CAST(\`${named(column)}\` AS STRING), '~')`);
      const rows = `SELECT concat_ws('|', ${cells.join(", ")}) AS row FROM ${quoted(name)} ORDER BY row`;
      return `SELECT '${name}', count(*), md5(string_agg(row, ',')) FROM (${rows})`;
    });
  const rows = each.length === 0 ? [] : await workspace.sql(each.join(" UNION ALL "));
  return rows.map(([name, ...print]) => [`rows of ${text(name)}`, print]);
};

const quoted = (name: string): string =>
  name
    .split(".")
    .map((part) => `\`${part}\``)
    .join(".");

const files: Kind = async (workspace) => {
  const each = (await volumes(workspace)).map(({ full_name }) =>
    filesBelow(workspace, `/Volumes/${text(full_name).replaceAll(".", "/")}`),
  );
  return (await Promise.all(each)).flat();
};

async function filesBelow(workspace: Workspace, path: string): Promise<readonly Found[]> {
  const found = await workspace.list(`/api/2.0/fs/directories${encodeURI(path)}`, "contents");
  const each = found.map(async (entry): Promise<readonly Found[]> => {
    const at = text(entry.path).replace(/\/$/, "");
    if (entry.is_directory === true) return [[`directory ${at}`, true], ...(await filesBelow(workspace, at))];
    return [[`file ${at}`, await workspace.file(at)]];
  });
  return (await Promise.all(each)).flat();
}

const tags: Kind = async (workspace) => {
  const columns = (await tables(workspace)).flatMap((table) =>
    objects(table.columns).map((column) => ["columns", `${named(table, "full_name")}.${named(column)}`] as const),
  );
  const places = [
    ...(await catalogs(workspace)).map((one) => ["catalogs", named(one)] as const),
    ...(await schemas(workspace)).map((one) => ["schemas", named(one, "full_name")] as const),
    ...(await tables(workspace)).map((one) => ["tables", named(one, "full_name")] as const),
    ...columns,
  ];
  const each = places.map(async ([type, name]): Promise<readonly Found[]> => {
    const found = await workspace.list(
      `${UC}/entity-tag-assignments/${type}/${encodeURIComponent(name)}/tags`,
      "tag_assignments",
    );
    return found.map((tag) => [`tag ${named(tag, "tag_key")} of ${name}`, text(tag.tag_value)]);
  });
  return (await Promise.all(each)).flat();
};

const bindings: Kind = async (workspace) =>
  Promise.all(
    (await catalogs(workspace)).map(async (catalog) => {
      const found = await workspace.get(`${UC}/bindings/catalog/${encodeURIComponent(named(catalog))}`);
      return [`bindings of catalog ${named(catalog)}`, stable(found.bindings)] as const;
    }),
  );

const shared =
  (kind: string, field: string): Kind =>
  async (workspace) =>
    (await workspace.list(`${UC}/${field}`, field)).map((object) => [
      `${kind} ${named(object)}`,
      stable(object, "id", "tokens"),
    ]);

/** Unity Catalog: objects, grants, tags, bindings, rows of tables, files of volumes, and Delta Sharing. */
export const catalogKinds: readonly Kind[] = [
  securables("catalog", catalogs, "browse_only"),
  securables("schema", schemas),
  securables("table", tables, "delta_runtime_properties_kvpairs", "storage_credential_name"),
  securables("volume", volumes),
  securables("function", (workspace) => inSchemas(workspace, "functions", "functions")),
  contents,
  files,
  tags,
  bindings,
  shared("share", "shares"),
  shared("recipient", "recipients"),
];
