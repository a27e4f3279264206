import { SqlFailure } from "../../../engine/failure.ts";
import { isNumeric } from "../../analysis/coercion.ts";
import { array, DOUBLE, type SparkType, struct } from "../../data-types.ts";
import { conversion } from "../../values/conversion.ts";
import { doubleOfDecimal } from "../../values/decimal.ts";
import { DecimalValue, type Value } from "../../values/value.ts";
import { valuesOf } from "../aggregates.ts";
import type { FunctionDefinition, Typed } from "../contract.ts";
import { aggregate, NONE, typed, unexpectedInput, unexpectedNull } from "../define.ts";
import { numberOrInterval } from "../numeric-types.ts";
import { histogramOf } from "./histogram.ts";

const OTHER_INPUTS = ["date", "timestamp", "timestamp_ntz", "interval_ym", "interval_dt"];

function binsOf(name: string, argument: Typed): number {
  if (argument.type.kind === "void") throw unexpectedNull(name, "nb");
  if (argument.type.kind !== "int") throw unexpectedInput(name, argument, 1, '"INT"');
  const value = Number(argument.literal?.value ?? Number.NaN);
  if (value >= 2) return value;
  throw new SqlFailure(
    "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
    `Cannot resolve "${name}" due to data type mismatch: The \`nb\` must be a constant between [2, 2147483647].`,
    "42K09",
  );
}

const asNumber = (value: Value): number => (value instanceof DecimalValue ? doubleOfDecimal(value) : Number(value));

/** The centre of a bin as a value of the type: whole numbers are cut off. */
function centre(x: number, type: SparkType): Value {
  switch (type.kind) {
    case "double":
      return x;
    case "float":
      return Math.fround(x);
    case "decimal":
      return conversion(DOUBLE, type, { zone: { offset: 0 }, today: 0 })(x);
    case "bigint":
    case "timestamp":
    case "timestamp_ntz":
    case "interval_dt":
      return BigInt(Math.trunc(x));
    default:
      return Math.trunc(x);
  }
}

/** An approximate histogram: the centres of its bins, which have the type of the values, with counts. */
export const histogramFunctions: readonly FunctionDefinition[] = [
  aggregate("histogram_numeric", "expr nb", (args, call, context, name) => {
    const [given = NONE, count = NONE] = args;
    const known = isNumeric(given.type) || OTHER_INPUTS.includes(given.type.kind);
    const x = known ? given : numberOrInterval(name, args, 0, context);
    const most = binsOf(name, count);
    const returns = array(
      struct([
        { name: "x", type: x.type },
        { name: "y", type: DOUBLE },
      ]),
    );
    return {
      type: returns,
      sql: (suffix) =>
        context.call(
          `${name}_${most}`,
          [typed(array(x.type), valuesOf(x, call, suffix))],
          returns,
          (values: readonly Value[]) =>
            values.length === 0
              ? null
              : histogramOf(values.map(asNumber), most).map((bin) => [centre(bin.x, x.type), bin.y]),
        ).sql,
    };
  }),
];
