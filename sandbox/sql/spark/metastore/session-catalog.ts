import { missingSchema } from "../../engine/conditions.ts";
import { SqlFailure, unsupported } from "../../engine/failure.ts";
import type { Catalog, KnownRelation, KnownRoutine, NamedRelation } from "../analysis/catalog.ts";
import { metricDefinition } from "../metrics/definition.ts";
import type { Call, Expression, NameParts, TimeTravel } from "../syntax/ast.ts";
import { parseExpression, parseQuery } from "../syntax/parser.ts";
import { METADATA, withMetadata } from "./file-metadata.ts";
import { RAW, securedQuery } from "./masks.ts";
import type { ObjectName, StoredRoutine, StoredTable, StoredView } from "./objects.ts";
import { currentSource, sourceOf, versionAt } from "./rows.ts";
import type { SqlSession } from "./session.ts";
import type { ObjectStore } from "./store.ts";
import { type VirtualRelation, virtualSource } from "./virtual.ts";

export type KnownTable = Extract<KnownRelation, { kind: "table" }>;

export interface CatalogOptions {
  readonly store: ObjectStore;
  readonly session: SqlSession;
  /** Where names without a catalog or schema are looked up; the session's own by default. */
  readonly place?: { readonly catalog: string; readonly schema: string };
  /** The system tables and `information_schema` of a catalog. */
  virtual(name: ObjectName): VirtualRelation | undefined;
  /** Files that were read for this statement, by what names them. */
  readonly files: FileRelations;
  /** Evaluates the version or time of a time travel. */
  readonly travel: (at: TimeTravel) => { readonly version: number } | { readonly micros: bigint };
  /** The identity whose privileges count: the caller, and inside a view or function its owner. */
  readonly reader: string;
  readonly gate: ReadGate;
  /** Whether tables have the column `_metadata`. */
  readonly metadata: boolean;
}

/** Decides what an identity may read. */
export interface ReadGate {
  /** Called for each relation that the statement reads. @throws {SqlFailure} INSUFFICIENT_PERMISSIONS */
  relation(name: ObjectName, reader: string): void;
  /** Called for each function that the statement calls. @throws {SqlFailure} INSUFFICIENT_PERMISSIONS */
  routine(name: ObjectName, reader: string): void;
  owner(type: "table" | "function", name: ObjectName): string;
}

export interface FileRelations {
  named(name: NameParts): KnownTable | undefined;
  called(call: Call): KnownTable | undefined;
}

/** Relations and functions as a session sees them. */
export function createCatalog(options: CatalogOptions): Catalog {
  const { store, session, files } = options;
  const place = () => options.place ?? session;

  const relation = (named: NamedRelation): KnownRelation | undefined => {
    const temporary = session.views.get(named.name.join(".").toLowerCase());
    if (temporary !== undefined) {
      const catalog = createCatalog({
        ...options,
        place: temporary,
        session: { ...session, views: new Map(temporary.views) },
      });
      return { kind: "view", name: named.name, query: parseQuery(temporary.text), catalog, columns: temporary.columns };
    }
    const own = named.name.length === 1 ? session.tables.get(named.name[0]?.toLowerCase() ?? "") : undefined;
    if (own !== undefined) return knownTable(own);
    const file = files.named(named.name);
    if (file !== undefined) return file;
    const name = completeName(named.name, place());
    const virtual = options.virtual(name);
    if (virtual !== undefined && name[1] !== "information_schema") options.gate.relation(name, options.reader);
    if (virtual !== undefined) return { kind: "table", name, source: virtualSource(virtual), columns: virtual.columns };
    const found = store.findRelation(name);
    if (found === undefined) {
      // A missing catalog or schema is reported as such only where the name says one.
      if (named.name.length === 3 && name[0] !== "system") store.catalog(name[0]);
      return undefined;
    }
    options.gate.relation(name, options.reader);
    return found.kind === "table" ? table(found, named.at) : view(found, options, named.at);
  };

  const table = (found: StoredTable, at: TimeTravel | undefined): KnownRelation => {
    const plain = at === undefined ? knownTable(found) : knownVersion(found, options.travel(at));
    const known =
      options.metadata && !plain.columns.some(({ name }) => name.toLowerCase() === METADATA.name)
        ? { ...plain, source: withMetadata(plain.source, found), columns: [...plain.columns, METADATA] }
        : plain;
    const secured = securedQuery(found);
    if (secured === undefined) return known;
    // Filters and masks work with the privileges of the table's owner, for the user who reads.
    const place = { catalog: found.name[0], schema: found.name[1] };
    const raw: Catalog = {
      ...createCatalog({ ...options, place, reader: options.gate.owner("table", found.name) }),
      relation: (inner) => (inner.name[0] === RAW ? known : relation(inner)),
    };
    return {
      kind: "view",
      name: found.name,
      query: secured,
      catalog: raw,
      columns: plain.columns.map(({ name }) => name),
    };
  };

  return {
    relation,
    routine(parts) {
      const found = findRoutine(parts, options);
      if (found !== undefined) options.gate.routine(found.name, options.reader);
      return found === undefined ? undefined : routineOf(found, options);
    },
    tableFunction: (call) => files.called(call),
  };
}

const knownTable = (found: StoredTable): KnownTable => ({
  kind: "table",
  name: found.name,
  source: currentSource(found),
  columns: found.columns,
});

function knownVersion(found: StoredTable, at: Parameters<typeof versionAt>[1]): KnownTable {
  const { rows } = versionAt(found, at);
  return { kind: "table", name: found.name, source: sourceOf(rows), columns: rows.columns };
}

function view(found: StoredView, options: CatalogOptions, at: TimeTravel | undefined): KnownRelation {
  if (at !== undefined) {
    throw unsupported("TIME_TRAVEL", `Time travel on the relation: \`${found.name.join("`.`")}\``);
  }
  const reader = options.gate.owner("table", found.name);
  const catalog = createCatalog({ ...options, place: found, session: withoutViews(options.session), reader });
  if (found.metrics) return { kind: "metrics", name: found.name, definition: metricDefinition(found.text), catalog };
  return {
    kind: "view",
    name: found.name,
    query: parseQuery(found.text),
    catalog,
    columns: found.columns.map(({ name }) => name),
  };
}

/** A permanent view does not see temporary views and tables. */
const withoutViews = (session: SqlSession): SqlSession => ({ ...session, views: new Map(), tables: new Map() });

function findRoutine(parts: NameParts, { store, session, place }: CatalogOptions): StoredRoutine | undefined {
  const { catalog, schema } = place ?? session;
  return parts.length > 3 ? undefined : store.findRoutine(completeName(parts, { catalog, schema }));
}

function routineOf(found: StoredRoutine, options: CatalogOptions): KnownRoutine {
  const reader = options.gate.owner("function", found.name);
  return {
    name: found.name,
    parameters: found.parameters.map(({ name, type, default: fallback }) => ({
      name,
      type,
      ...(fallback === undefined ? {} : { fallback: parseExpression(fallback) as Expression }),
    })),
    returns: "columns" in found.returns ? { table: found.returns.columns } : found.returns,
    body: bodyOf(found),
    catalog: createCatalog({ ...options, place: found, session: withoutViews(options.session), reader }),
  };
}

function bodyOf({ id, body: { kind, text }, deterministic }: StoredRoutine): KnownRoutine["body"] {
  if (kind === "python") return { kind, id, text, deterministic };
  return parseQuery(kind === "query" ? text : `SELECT ${text}`);
}

/** A name of one to three parts with the catalog and schema it lacks, in lower case. */
export function completeName(
  parts: NameParts,
  { catalog, schema }: { readonly catalog: string; readonly schema: string },
): ObjectName {
  const [a = "", b, c] = parts.map((part) => part.toLowerCase());
  if (parts.length > 3 || a === "") {
    throw new SqlFailure(
      "REQUIRES_SINGLE_PART_NAMESPACE",
      `spark_catalog requires a single-part namespace, but got \`${parts.slice(0, -1).join("`.`")}\`.`,
      "42K05",
    );
  }
  if (b === undefined) return [catalog, schema, a];
  return c === undefined ? [catalog, a, b] : [a, b, c];
}

/** Where a session is: its part that objects keep. */
export const commonPlace = ({ catalog, schema }: { readonly catalog: string; readonly schema: string }) => ({
  catalog,
  schema,
});

/** A schema's name of one or two parts. */
export function completeSchema(parts: NameParts, session: { readonly catalog: string }): readonly [string, string] {
  const [a = "", b] = parts.map((part) => part.toLowerCase());
  if (parts.length > 2) throw missingSchema(parts);
  return b === undefined ? [session.catalog, a] : [a, b];
}
