import { parseDocument } from "yaml";
import { SqlFailure, unsupported } from "../../engine/failure.ts";
import type { Expression, Relation } from "../syntax/ast.ts";
import { parseExpression, parseRelation } from "../syntax/parser.ts";

/** A dimension or a measure of a metric view. */
export interface MetricColumn {
  readonly name: string;
  readonly expression: Expression;
  readonly comment?: string;
}

/** A relation that is joined with the source: at most one row for each of its rows. */
export interface MetricJoin {
  /** Its name after those of the joins around it. */
  readonly path: readonly string[];
  readonly source: Relation;
  readonly on: Expression | readonly string[];
}

/** The definition of a metric view. */
export interface MetricDefinition {
  readonly comment?: string;
  readonly source: Relation;
  /** Joins that others need come first. */
  readonly joins: readonly MetricJoin[];
  readonly filter?: Expression;
  readonly dimensions: readonly MetricColumn[];
  readonly measures: readonly MetricColumn[];
}

type Fields = Readonly<Record<string, unknown>>;

const TOP = "version source joins filter comment dimensions fields measures materialization parameters";
const COLUMN = "name expr comment display_name format synonyms window";
const JOIN = "name source on using joins rely cardinality";

/** The definition in a YAML text. @throws {SqlFailure} METRIC_VIEW_INVALID_VIEW_DEFINITION */
export function metricDefinition(text: string): MetricDefinition {
  const top = fieldsOf(parsed(text), TOP, "the definition");
  const version = String(top.version ?? "");
  if (!/^(0\.1|1|1\.0|1\.1)$/.test(version)) throw invalid(`Unsupported version: ${version || "none"}. Use 1.1 or 0.1`);
  const dimensions = columnsOf(top.dimensions ?? top.fields, "dimensions");
  const measures = columnsOf(top.measures, "measures");
  if (dimensions.length + measures.length === 0) throw invalid("It has neither dimensions nor measures");
  const names = [...dimensions, ...measures].map(({ name }) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`Duplicate name: ${twice}`);
  return {
    ...(typeof top.comment === "string" && { comment: top.comment }),
    source: sourceOf(top, "the definition"),
    joins: joinsOf(top.joins, []),
    ...(top.filter !== undefined && { filter: expressionOf(top.filter, "filter") }),
    dimensions,
    measures,
  };
}

function parsed(text: string): unknown {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw invalid(`Failed to parse YAML: ${error.message.trim()}`);
  return document.toJS();
}

function fieldsOf(value: unknown, known: string, where: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(`Not an object: ${where}`);
  const unknown = Object.keys(value).find((key) => !known.split(" ").includes(key));
  if (unknown !== undefined)
    throw invalid(`Unrecognized field "${unknown}" in ${where} (known properties: ${known.replaceAll(" ", ", ")})`);
  return value as Fields;
}

function textOf(fields: Fields, key: string, where: string): string {
  const value = fields[key];
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw invalid(`Missing required property '${key}' in ${where}`);
}

function listOf(value: unknown, where: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(`Not a list: ${where}`);
  return value;
}

function columnsOf(value: unknown, where: string): readonly MetricColumn[] {
  return listOf(value, where).map((item) => {
    const fields = fieldsOf(item, COLUMN, where);
    const name = textOf(fields, "name", where);
    if (fields.window !== undefined)
      throw unsupported("METRIC_VIEW", `window measures in this workspace: remove \`window\` from the measure ${name}`);
    const expression = expressionOf(textOf(fields, "expr", `${where}: ${name}`), name);
    return { name, expression, ...(typeof fields.comment === "string" && { comment: fields.comment }) };
  });
}

function joinsOf(value: unknown, around: readonly string[]): readonly MetricJoin[] {
  return listOf(value, "joins").flatMap((item): readonly MetricJoin[] => {
    const fields = fieldsOf(item, JOIN, "joins");
    const name = textOf(fields, "name", "joins");
    const path = [...around, name];
    if ((fields.on === undefined) === (fields.using === undefined))
      throw invalid(`The join ${name} needs either 'on' or 'using'`);
    const on =
      fields.on === undefined ? listOf(fields.using, `using: ${name}`).map(String) : expressionOf(fields.on, name);
    return [{ path, source: sourceOf(fields, `joins: ${name}`), on }, ...joinsOf(fields.joins, path)];
  });
}

function sourceOf(fields: Fields, where: string): Relation {
  const text = textOf(fields, "source", where);
  const isQuery = /^\s*(\(|SELECT\b|WITH\b|FROM\b|VALUES\b)/i.test(text);
  return within(`source of ${where}`, () => parseRelation(isQuery ? `(${text.replace(/;\s*$/, "")}\n)` : text));
}

const expressionOf = (value: unknown, where: string): Expression =>
  within(`expression of ${where}`, () => parseExpression(String(value)));

function within<Result>(what: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SqlFailure) throw invalid(`Failed to parse the ${what}: ${error.message}`);
    throw error;
  }
}

const invalid = (reason: string) =>
  new SqlFailure(
    "METRIC_VIEW_INVALID_VIEW_DEFINITION",
    `The metric view definition is invalid. Reason: ${reason}.`,
    "42K0L",
  );
