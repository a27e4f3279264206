import type { Access } from "../../../catalog/access.ts";
import type { AuditedChange } from "../../../catalog/audit/log.ts";
import type { EventLog } from "../../../catalog/event-log.ts";
import type { Ledger } from "../../../catalog/ledger.ts";
import type { VolumeStore } from "../../../catalog/volume-store.ts";
import type { Column } from "../../engine/column-types.ts";
import type { Catalog } from "../analysis/catalog.ts";
import type { StatementCompiler } from "../analysis/compile.ts";
import type { CompiledQuery } from "../analysis/compiler.ts";
import type { SparkType } from "../data-types.ts";
import type { FileColumn } from "../files/file-rows.ts";
import type { VolumeFiles } from "../files/volume-files.ts";
import type { Typed } from "../functions/contract.ts";
import type { ObjectName, StoredTable } from "../metastore/objects.ts";
import type { SqlSession } from "../metastore/session.ts";
import type { KnownTable } from "../metastore/session-catalog.ts";
import type { ObjectStore } from "../metastore/store.ts";
import type { VirtualRelation } from "../metastore/virtual.ts";
import type { Value } from "../values/value.ts";

/** A small result: text or null for every cell. */
export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Services of the workspace that statements use. */
export interface StatementServices {
  readonly ledger: Ledger;
  readonly access: Access;
  /** The identity of the current request, which owns what a statement creates. */
  caller(): string;
  /** Whether Unity Catalog knows a user, service principal or group. */
  isPrincipal(name: string): boolean;
  readonly volumes: VolumeStore;
  /** External locations of the metastore. */
  readonly locations: readonly { readonly name: string; readonly url: string; readonly read_only?: unknown }[];
  /** Files of volumes, or undefined where there are none. */
  readonly files: VolumeFiles | undefined;
  /** Records which relations a change read. */
  onLineage(target: ObjectName, sources: readonly ObjectName[], columns: readonly ColumnLineage[]): void;
  /** Records a change of Unity Catalog by the current caller. */
  audit(change: AuditedChange): void;
  /** Event logs of pipelines and of the tables that they make. */
  readonly events: {
    ofPipeline(id: string): EventLog | undefined;
    ofTable(table: StoredTable): EventLog | undefined;
  };
  /** Schemas and tables of the `system` catalog. */
  readonly systemNames: readonly (readonly [schema: string, table: string])[];
  now(): number;
  uuid(): string;
}

export interface ColumnLineage {
  readonly target: string;
  readonly source: ObjectName;
  readonly column: string;
}

/** The context in which one statement runs. */
export interface StatementContext {
  /** Relations of files that were read for this statement. */
  readonly files: LoadedFiles;
  /** The text of the statement, into which the spans of its tree point. */
  readonly text: string;
  readonly store: ObjectStore;
  readonly session: SqlSession;
  readonly services: StatementServices;
  readonly catalog: Catalog;
  /** One compiler for the whole statement: names it makes are unique in it. */
  readonly compiler: StatementCompiler;
  /** Stored relations that the statement has read so far. */
  readonly reads: Set<string>;
  /** A relation whose rows come from the workspace: a system table, a view of `information_schema`. */
  virtual(name: ObjectName): VirtualRelation | undefined;
  /** Counts the rows that a statement in DuckDB SQL reads of the workspace's tables. */
  scans(sql: string): void;
  /** Runs DuckDB SQL, after the functions that the compiler used are registered. Cells are text. */
  run(sql: string): Promise<readonly (readonly (string | null)[])[]>;
  /** The values of a query of these types. */
  values(sql: string, types: readonly SparkType[]): Promise<readonly (readonly Value[])[]>;
  /** Puts rows into a new table of DuckDB with these columns. */
  load(source: string, columns: readonly FileColumn[], rows: readonly (readonly Value[])[]): Promise<void>;
  /** The rows of a query as the result of the statement. */
  result(query: CompiledQuery): Promise<Rows>;
  /** Holds the table for a change: one at a time. */
  locked<Result>(name: ObjectName, change: () => Promise<Result>): Promise<Result>;
  /** The context of another statement of the same session: of a script, or of EXECUTE IMMEDIATE. */
  next(other?: { readonly text: string; readonly parameters: ReadonlyMap<string, Typed> }): StatementContext;
}

/** Files as tables of DuckDB, by what names them in the statement. */
export interface LoadedFiles {
  readonly named: Map<string, KnownTable>;
  readonly called: Map<string, KnownTable>;
  /** Tables of DuckDB that are dropped when the statement ends, unless a commit makes them a version of a table. */
  readonly sources: Set<string>;
}

/** The text of a part of the statement. */
export const textOf = (
  { span }: { readonly span: { readonly start: number; readonly end: number } },
  { text }: Pick<StatementContext, "text">,
): string => text.slice(span.start, span.end);

export const nothing: Rows = { columns: [], rows: [] };

/** A table of text, with other types by name: `isTemporary BOOLEAN`. */
export function textRows(names: readonly string[], rows: readonly (readonly (string | null)[])[]): Rows {
  const columns = names.map((text): Column => {
    const [name = "", type = "STRING"] = text.split(" ");
    return { name, type_name: TYPE_NAMES[type] ?? type, type_text: type };
  });
  return { columns, rows };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  BIGINT: "LONG",
  "ARRAY<STRING>": "ARRAY",
  "MAP<STRING,STRING>": "MAP",
};
