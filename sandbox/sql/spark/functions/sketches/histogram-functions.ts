import { array, DOUBLE, type SparkType, struct } from "../../data-types.ts";
import { conversion } from "../../values/conversion.ts";
import type { Value } from "../../values/value.ts";
import { valuesOf } from "../aggregates.ts";
import type { FunctionDefinition, Typed } from "../contract.ts";
import { aggregate, NONE, outOfRange, typed, unexpectedInput, unexpectedNull } from "../define.ts";
import { asNumber, numberIntervalOrTime } from "../numeric-types.ts";
import { histogramOf } from "./histogram.ts";

function binsOf(name: string, argument: Typed): number {
  if (argument.type.kind === "void") throw unexpectedNull(name, "nb");
  if (argument.type.kind !== "int") throw unexpectedInput(name, argument, 1, '"INT"');
  const value = Number(argument.literal?.value ?? Number.NaN);
  if (value >= 2) return value;
  throw outOfRange(name, "`nb` must be a constant between [2, 2147483647]");
}

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
    const [, count = NONE] = args;
    const x = numberIntervalOrTime(name, args, 0, context);
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
