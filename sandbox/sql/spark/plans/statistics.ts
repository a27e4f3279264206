import type { SparkType } from "../data-types.ts";
import { inputsOf, outputOf, type Plan } from "./logical.ts";

/** The size of a value that Spark assumes for each type. */
function sizeOf(type: SparkType): number {
  switch (type.kind) {
    case "boolean":
    case "tinyint":
      return 1;
    case "smallint":
      return 2;
    case "int":
    case "float":
    case "date":
    case "interval_ym":
      return 4;
    case "decimal":
      return type.precision <= 18 ? 8 : 16;
    case "string":
      return 20;
    case "binary":
      return 100;
    case "variant":
      return 2048;
    case "array":
      return sizeOf(type.element);
    case "map":
      return sizeOf(type.key) + sizeOf(type.value);
    case "struct":
      return type.fields.reduce((total, field) => total + sizeOf(field.type), 0);
    default:
      return 8;
  }
}

const ROW = 8;

const rowSize = (plan: Plan): number => outputOf(plan).reduce((total, { type }) => total + sizeOf(type), ROW);

/** An estimate of the bytes that an operator returns: as Spark's without statistics of columns. */
export function sizeInBytes(plan: Plan): number {
  const [first = plan, second = plan] = inputsOf(plan);
  switch (plan.operator) {
    case "relation":
    case "local":
    case "range":
      return Math.max(1, plan.rows * rowSize(plan));
    case "one_row":
      return 1;
    case "loop":
      return rowSize(plan);
    case "union":
      return plan.inputs.reduce((total, input) => total + sizeInBytes(input), 0);
    case "set":
      return sizeInBytes(first);
    case "join":
      if (plan.join === "semi" || plan.join === "anti") return sizeInBytes(first);
      return sizeInBytes(first) * sizeInBytes(second);
    case "limit":
      return Math.min(sizeInBytes(first), Math.max(1, Number(plan.count) * rowSize(plan)) || Infinity);
    case "aggregate":
      return plan.keys.length === 0 ? rowSize(plan) : scaled(plan, first);
    default:
      return scaled(plan, first);
  }
}

const scaled = (plan: Plan, input: Plan): number =>
  Math.max(1, Math.floor((sizeInBytes(input) * rowSize(plan)) / rowSize(input)));

/** `Statistics(sizeInBytes=24.0 KiB, rowCount=12)`. */
export function statisticsText(plan: Plan): string {
  const rows = "rows" in plan ? `, rowCount=${plan.rows}` : "";
  return `Statistics(sizeInBytes=${bytesText(sizeInBytes(plan))}${rows})`;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

function bytesText(bytes: number): string {
  // A unit is used from twice its size on.
  const power = UNITS.findLastIndex((_, index) => index === 0 || bytes >= 2 * 1024 ** index);
  return `${(bytes / 1024 ** power).toFixed(1)} ${UNITS[power]}`;
}
