import { invalid } from "../failure.ts";
import { type Fields, isFields, oneOf, required } from "../http.ts";
import type { SqlTable } from "../world.ts";

type Scalar = string | number | boolean;

/** The fields of an alert that an evaluation needs. */
export interface AlertSettings {
  readonly query: string;
  readonly warehouseId: string;
  readonly paused: boolean;
  readonly column: string;
  readonly aggregation: (typeof AGGREGATIONS)[number] | undefined;
  readonly operator: (typeof OPERATORS)[number];
  /** A value, or the column to compare with. */
  readonly threshold: { readonly value: Scalar } | { readonly column: string } | undefined;
  readonly ifEmpty: string;
}

const AGGREGATIONS = ["AVG", "COUNT", "COUNT_DISTINCT", "MAX", "MEDIAN", "MIN", "STDDEV", "SUM"] as const;
const OPERATORS = [
  "EQUAL",
  "NOT_EQUAL",
  "GREATER_THAN",
  "GREATER_THAN_OR_EQUAL",
  "LESS_THAN",
  "LESS_THAN_OR_EQUAL",
  "IS_NULL",
  "IS_NOT_NULL",
] as const;

/** The body of an alert, checked. */
export function alertSettings(fields: Fields): AlertSettings {
  required(fields, "display_name");
  const schedule = object(fields, "schedule");
  required(schedule, "quartz_cron_schedule");
  required(schedule, "timezone_id");
  const evaluation = object(fields, "evaluation");
  const source = object(evaluation, "source");
  const operator =
    oneOf(evaluation, "comparison_operator", OPERATORS) ?? invalid("Missing required field: comparison_operator");
  const threshold = thresholdOf(evaluation.threshold);
  if (threshold === undefined && operator !== "IS_NULL" && operator !== "IS_NOT_NULL") {
    invalid(`The comparison operator ${operator} needs a threshold.`);
  }
  return {
    query: required(fields, "query_text"),
    warehouseId: required(fields, "warehouse_id"),
    paused: oneOf(schedule, "pause_status", ["PAUSED", "UNPAUSED"]) === "PAUSED",
    column: required(source, "name"),
    aggregation: oneOf(source, "aggregation", AGGREGATIONS),
    operator,
    threshold,
    ifEmpty: oneOf(evaluation, "empty_result_state", ["OK", "TRIGGERED", "ERROR", "UNKNOWN"]) ?? "OK",
  };
}

function object(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : invalid(`Missing required field: ${name}`);
}

function thresholdOf(threshold: unknown): AlertSettings["threshold"] {
  if (!isFields(threshold)) return undefined;
  if (isFields(threshold.column)) return { column: required(threshold.column, "name") };
  const { string_value, double_value, bool_value } = isFields(threshold.value) ? threshold.value : {};
  const value = string_value ?? double_value ?? bool_value;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? { value } : undefined;
}

/** The state of an alert for a result. A missing column is an error. */
export function evaluate(settings: AlertSettings, { columns, rows }: SqlTable): string {
  const valuesOf = (name: string): (string | null)[] | undefined => {
    const at = columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
    return at === -1 ? undefined : rows.map((row) => row[at] ?? null);
  };
  if (rows.length === 0) return settings.ifEmpty;
  const values = valuesOf(settings.column);
  if (values === undefined) return "ERROR";
  const value = settings.aggregation === undefined ? (values[0] ?? null) : aggregate(settings.aggregation, values);
  const { threshold } = settings;
  const against =
    threshold === undefined ? null : "value" in threshold ? threshold.value : (valuesOf(threshold.column)?.[0] ?? null);
  return holds(settings.operator, value, against) ? "TRIGGERED" : "OK";
}

function aggregate(how: NonNullable<AlertSettings["aggregation"]>, values: readonly (string | null)[]): Scalar | null {
  const present = values.filter((value) => value !== null);
  const numbers = present.map(Number).toSorted((a, b) => a - b);
  const sum = numbers.reduce((total, number) => total + number, 0);
  const mean = sum / numbers.length;
  if (how === "COUNT") return present.length;
  if (how === "COUNT_DISTINCT") return new Set(present).size;
  if (numbers.length === 0) return null;
  const middle = (numbers.length - 1) / 2;
  const at = (index: number) => numbers[index] ?? Number.NaN;
  const variance = numbers.reduce((total, number) => total + (number - mean) ** 2, 0) / (numbers.length - 1);
  return {
    AVG: mean,
    MAX: at(numbers.length - 1),
    MIN: at(0),
    MEDIAN: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    STDDEV: Math.sqrt(variance),
    SUM: sum,
  }[how];
}

function holds(operator: AlertSettings["operator"], value: Scalar | null, threshold: Scalar | null): boolean {
  if (operator === "IS_NULL") return value === null;
  if (operator === "IS_NOT_NULL") return value !== null;
  if (value === null || threshold === null) return false;
  const [a, b] = [Number(value), Number(threshold)];
  const order = Number.isNaN(a) || Number.isNaN(b) ? compareText(String(value), String(threshold)) : Math.sign(a - b);
  return {
    EQUAL: order === 0,
    NOT_EQUAL: order !== 0,
    GREATER_THAN: order > 0,
    GREATER_THAN_OR_EQUAL: order >= 0,
    LESS_THAN: order < 0,
    LESS_THAN_OR_EQUAL: order <= 0,
  }[operator];
}

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
