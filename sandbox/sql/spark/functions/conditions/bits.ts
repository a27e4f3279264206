import { SqlFailure } from "../../../engine/failure.ts";
import { isIntegral } from "../../analysis/coercion.ts";
import { BIGINT, INT, type SparkType, TINYINT } from "../../data-types.ts";
import type { FunctionDefinition, Typed } from "../contract.ts";
import { scalar, typed, unexpectedInput } from "../define.ts";

const SIZES: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 };

/** Java shifts by the distance modulo the size of the number. */
function shift(names: string, move: (value: bigint, distance: bigint, bits: number) => bigint): FunctionDefinition {
  return scalar(names, "base expr", ([base = typed(INT, "NULL"), distance = typed(INT, "NULL")], context, name) => {
    const type: SparkType = base.type.kind === "bigint" ? BIGINT : INT;
    const bits = type.kind === "bigint" ? 64 : 32;
    const value = context.coerce(base, type, { function: name, index: 0 });
    const by = context.coerce(distance, INT, { function: name, index: 1 });
    return context.call(name, [value, by], type, (number: bigint | number, places: number) => {
      const result = BigInt.asIntN(bits, move(BigInt(number), BigInt(places & (bits - 1)), bits));
      return bits === 64 ? result : Number(result);
    });
  });
}

function bitGet(name: string): FunctionDefinition {
  return scalar(name, "expr pos", ([expr = typed(INT, "NULL"), position = typed(INT, "NULL")], context) => {
    if (!isIntegral(expr.type) && expr.type.kind !== "void") throw unexpectedInput(name, expr, 0, '"INTEGRAL"');
    const value: Typed = isIntegral(expr.type) ? expr : context.cast(expr, BIGINT);
    const bits = SIZES[value.type.kind] ?? 64;
    const at = context.coerce(position, INT, { function: name, index: 1 });
    return context.call(name, [value, at], TINYINT, (number: bigint | number, bit: number) => {
      if (bit >= 0 && bit < bits) return Number((BigInt(number) >> BigInt(bit)) & 1n);
      throw new SqlFailure(
        "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE",
        `The value of parameter(s) \`pos\` in \`${name}\` is invalid: expects an integer value in [0, ${bits}), but got ${bit}.`,
        "22023",
      );
    });
  });
}

/** Single bits of numbers. */
export const bitFunctions: readonly FunctionDefinition[] = [
  shift("shiftleft", (value, distance) => value << distance),
  shift("shiftright", (value, distance) => value >> distance),
  shift("shiftrightunsigned", (value, distance, bits) => BigInt.asUintN(bits, value) >> distance),
  scalar("bit_count", "expr", ([expr = typed(INT, "NULL")], context, name) => {
    const { kind } = expr.type;
    if (!isIntegral(expr.type) && kind !== "boolean" && kind !== "void")
      throw unexpectedInput(name, expr, 0, '("INTEGRAL" or "BOOLEAN")');
    const number = context.cast(expr, BIGINT);
    return typed(INT, `CAST(bit_count(${number.sql}) AS INTEGER)`);
  }),
  bitGet("bit_get"),
  bitGet("getbit"),
];
