import type { DuckDBConnection } from "@duckdb/node-api";
import type { Catalog, KnownRelation } from "../spark/analysis/catalog.ts";
import { sparkTypeOf } from "../spark/analysis/storage.ts";
import type { NameParts } from "../spark/syntax/ast.ts";
import { printName, unsupported } from "./failure.ts";
import { knownCatalog, physicalName, type Session, tableName } from "./names.ts";

/** The relations that a statement names, described by DuckDB. */
export async function storedCatalog(tree: unknown, connection: DuckDBConnection, session: Session): Promise<Catalog> {
  const known = new Map<string, KnownRelation>();
  for (const parts of namesIn(tree)) {
    const key = parts.join(".").toLowerCase();
    if (parts.length > 3 || known.has(key)) continue;
    const [catalog, schema, table] = tableName(parts, session);
    if (parts.length === 3) knownCatalog(catalog, session);
    const name = [catalog, schema, table] as const;
    const source = physicalName(name);
    const prepared = await connection.prepare(`SELECT * FROM ${source}`).catch(() => undefined);
    if (prepared === undefined) continue;
    const columns = Array.from({ length: prepared.columnCount }, (_, index) => ({
      name: prepared.columnName(index),
      type: sparkTypeOf(prepared.columnType(index)),
    }));
    prepared.destroySync();
    known.set(key, { kind: "table", name, source, columns });
  }
  const relation: Catalog["relation"] = ({ name, at }) => {
    if (at !== undefined) throw unsupported("TIME_TRAVEL", `Time travel on the relation: ${printName(name)}`);
    return known.get(name.join(".").toLowerCase());
  };
  return { relation, routine: () => undefined };
}

function namesIn(value: unknown): readonly NameParts[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(namesIn);
  if (!("kind" in value) || value.kind !== "named" || !("name" in value) || !Array.isArray(value.name)) return inner;
  return [value.name.map(String), ...inner];
}
