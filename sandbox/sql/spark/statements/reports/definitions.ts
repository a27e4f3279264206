import { backquoted, sparkLiteral } from "../../../engine/names.ts";
import { sqlType } from "../../analysis/coercion.ts";
import type {
  StoredColumn,
  StoredConstraint,
  StoredRelation,
  StoredTable,
  StoredView,
} from "../../metastore/objects.ts";

const plain = /^[A-Za-z_][A-Za-z0-9_]*$/;
const named = (name: string) => (plain.test(name) ? name : backquoted(name));
const qualified = (parts: readonly string[]) => parts.map(named).join(".");

/** The statement that creates a relation as it is now. */
export function createStatement(relation: StoredRelation): string {
  return relation.kind === "view" ? createView(relation) : createTable(relation);
}

function createView({ name, columns, text: query, comment, properties, metrics }: StoredView): string {
  const list = columns.map(
    (column) =>
      `  ${named(column.name)}${column.comment === undefined ? "" : ` COMMENT ${sparkLiteral(column.comment)}`}`,
  );
  const about = comment === undefined ? "" : `COMMENT ${sparkLiteral(comment)}\n`;
  const head = `CREATE VIEW ${qualified(name)} (\n${list.join(",\n")})\n${metrics ? "WITH METRICS\nLANGUAGE YAML\n" : ""}`;
  return `${head}${about}${propertyLines(properties)}AS ${metrics ? `$$${query}$$` : query}\n`;
}

function createTable(table: StoredTable): string {
  const lines = [...table.columns.map(columnLine), ...table.constraints.flatMap(constraintLine)];
  const clauses = [
    "USING delta",
    ...(table.partitionedBy.length === 0 ? [] : [`PARTITIONED BY (${table.partitionedBy.map(named).join(", ")})`]),
    ...(table.clusterBy.length === 0 ? [] : [`CLUSTER BY (${table.clusterBy.map(named).join(", ")})`]),
    ...(table.comment === undefined ? [] : [`COMMENT ${sparkLiteral(table.comment)}`]),
    ...(table.location === undefined ? [] : [`LOCATION ${sparkLiteral(table.location)}`]),
  ];
  const kind =
    table.of === "table" ? "TABLE" : table.of === "streaming_table" ? "STREAMING TABLE" : "MATERIALIZED VIEW";
  if (table.refresh !== undefined)
    clauses.push(table.refresh.startsWith("TRIGGER") ? table.refresh : `SCHEDULE ${table.refresh}`);
  const query = table.query === undefined ? "" : `AS ${table.query.text}\n`;
  return `CREATE ${kind} ${qualified(table.name)} (\n${lines.map((line) => `  ${line}`).join(",\n")})\n${clauses.join("\n")}\n${propertyLines(table.properties)}${query}`;
}

function columnLine(column: StoredColumn): string {
  const { identity, generated, mask } = column;
  const type =
    column.text === undefined ? sqlType(column.type) : `${column.text.kind.toUpperCase()}(${column.text.length})`;
  return [
    named(column.name),
    type,
    ...(generated === undefined ? [] : [`GENERATED ALWAYS AS (${generated})`]),
    ...(identity === undefined
      ? []
      : [
          `GENERATED ${identity.always ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY (START WITH ${identity.start} INCREMENT BY ${identity.step})`,
        ]),
    ...(column.nullable ? [] : ["NOT NULL"]),
    ...(column.default === undefined ? [] : [`DEFAULT ${column.default}`]),
    ...(column.comment === undefined ? [] : [`COMMENT ${sparkLiteral(column.comment)}`]),
    ...(mask === undefined ? [] : [`MASK ${qualified(mask.function)}`]),
  ].join(" ");
}

/** The columns of a primary key, with the word TIMESERIES where it belongs. */
export const keyText = ({ columns, timeseries }: Extract<StoredConstraint, { kind: "primary_key" }>): string =>
  columns.map((column) => `\`${column}\`${column === timeseries ? " TIMESERIES" : ""}`).join(", ");

function constraintLine(constraint: StoredConstraint): string[] {
  const head = `CONSTRAINT \`${constraint.name}\``;
  const list = (columns: readonly string[]) => `(${columns.map((column) => `\`${column}\``).join(", ")})`;
  switch (constraint.kind) {
    case "primary_key":
      return [`${head} PRIMARY KEY (${keyText(constraint)})${constraint.rely ? " RELY" : ""}`];
    case "foreign_key":
      return [
        `${head} FOREIGN KEY ${list(constraint.columns)} REFERENCES ${qualified(constraint.parent)} ${list(constraint.parentColumns)}`,
      ];
    case "check":
      return [`${head} CHECK (${constraint.text})`];
  }
}

function propertyLines(properties: ReadonlyMap<string, string>): string {
  if (properties.size === 0) return "";
  const lines = [...properties].sort().map(([key, value]) => `  ${sparkLiteral(key)} = ${sparkLiteral(value)}`);
  return `TBLPROPERTIES (\n${lines.join(",\n")})\n`;
}
