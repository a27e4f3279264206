import { SqlFailure } from "../../engine/failure.ts";
import type { FunctionDefinition } from "../functions/contract.ts";
import { aggregate } from "../functions/define.ts";
import type { Call } from "../syntax/ast.ts";
import type { Field, Measure, Scope } from "./compiler.ts";
import { resolveHere } from "./scope.ts";

/** `MEASURE(m)` of a metric view: computed from the measure's own expression where rows are grouped. */
export const metricFunctions: readonly FunctionDefinition[] = [
  aggregate("measure agg", "measure", () => {
    throw noMeasure();
  }),
];

/** The measure that a call means, or undefined for other calls. @throws {SqlFailure} if it does not name a measure */
export function measureOf(call: Call, scope: Scope): Measure | undefined {
  const [name = ""] = call.name;
  if (call.name.length !== 1 || !metricFunctions.some(({ names }) => names.includes(name.toLowerCase())))
    return undefined;
  const [argument, ...more] = call.args;
  if (argument?.value.kind !== "name" || more.length > 0 || call.distinct || call.filter !== undefined)
    throw noMeasure();
  const found = resolveHere(argument.value.parts, scope);
  const measure = scope.fields.find(({ sql }) => sql === found?.sql)?.measure;
  if (measure === undefined) throw noMeasure();
  return measure;
}

/** @throws {SqlFailure} if a column is a measure, which has no value in a row */
export function refuseMeasures(fields: readonly Field[]): void {
  const measures = fields.filter(({ measure }) => measure !== undefined);
  if (measures.length === 0) return;
  throw new SqlFailure(
    "METRIC_VIEW_MISSING_MEASURE_FUNCTION",
    `The usage of measure column [${measures.map(({ name }) => name).join(",")}] of a metric view requires a MEASURE() (or AGG()) function to produce results.`,
    "42K0E",
  );
}

const noMeasure = () =>
  new SqlFailure(
    "UNSUPPORTED_METRIC_VIEW_USAGE.MEASURE_REQUIRES_EXACTLY_ONE_COLUMN",
    "The current metric view usage is not supported. MEASURE() requires exactly one measure column as argument.",
    "0A000",
  );
