import { SqlFailure } from "../../../engine/failure.ts";
import { array, BIGINT, BINARY, BOOLEAN, INT } from "../../data-types.ts";
import type { Value } from "../../values/value.ts";
import { valuesOf } from "../aggregates.ts";
import type { FunctionDefinition, Typed } from "../contract.ts";
import { aggregate, NONE, notConstant, scalar, typed, unexpectedInput } from "../define.ts";
import { exactly } from "../strict.ts";
import { DEFAULT_LG_K, HllSketch, LARGEST_LG_K, NotASketchError, SMALLEST_LG_K } from "./hll.ts";

const INPUTS = ["int", "bigint", "string", "binary"];

function lgKOf(name: string, argument: Typed | undefined): number {
  if (argument === undefined) return DEFAULT_LG_K;
  if (argument.type.kind !== "int") throw unexpectedInput(name, argument, 1, '"INT"');
  const value = argument.literal?.value;
  if (value === undefined || value === null) throw notConstant(name, "lgConfigK", "INT");
  const lgK = Number(value);
  if (lgK >= SMALLEST_LG_K && lgK <= LARGEST_LG_K) return lgK;
  throw new SqlFailure(
    "HLL_INVALID_LG_K",
    `Invalid call to \`${name}\`; the \`lgConfigK\` value must be between ${SMALLEST_LG_K} and ${LARGEST_LG_K}, inclusive: ${lgK}.`,
    "22546",
  );
}

function read(name: string, bytes: Uint8Array): HllSketch {
  try {
    return HllSketch.fromBytes(bytes);
  } catch (error) {
    if (!(error instanceof NotASketchError)) throw error;
    throw new SqlFailure(
      "HLL_INVALID_INPUT_SKETCH_BUFFER",
      `Invalid call to \`${name}\`; only valid HLL sketch buffers are supported as inputs (such as those produced by the \`hll_sketch_agg\` function).`,
      "22546",
    );
  }
}

function sketchOf(values: readonly Value[], lgK: number): Uint8Array {
  const sketch = new HllSketch(lgK);
  for (const value of values) {
    if (value instanceof Uint8Array) sketch.update(value);
    else if (typeof value === "string") sketch.update(Buffer.from(value));
    else if (typeof value === "number" || typeof value === "bigint") sketch.updateNumber(BigInt(value));
  }
  return sketch.toBytes();
}

/** @throws {SqlFailure} HLL_UNION_DIFFERENT_LG_K */
function union(name: string, sketches: readonly HllSketch[], mayDiffer: boolean): Uint8Array {
  const sizes = sketches.map(({ lgK }) => lgK);
  const [first = DEFAULT_LG_K] = sizes;
  const other = sizes.find((lgK) => lgK !== first);
  if (other !== undefined && !mayDiffer)
    throw new SqlFailure(
      "HLL_UNION_DIFFERENT_LG_K",
      `Sketches have different \`lgConfigK\` values: ${first} and ${other}. Set the \`allowDifferentLgConfigK\` parameter to true to call \`${name}\` with different \`lgConfigK\` values.`,
      "22000",
    );
  const all = new HllSketch(sizes.reduce((least, lgK) => Math.min(least, lgK), first));
  for (const sketch of sketches) all.merge(sketch);
  return all.toBytes();
}

/** Sketches that count distinct values approximately, in the format of Spark's. */
export const hllFunctions: readonly FunctionDefinition[] = [
  aggregate("hll_sketch_agg", "expr lgConfigK?", ([given = NONE, size], call, context, name) => {
    const x = given.type.kind === "void" ? context.cast(given, INT) : given;
    if (!INPUTS.includes(x.type.kind)) throw unexpectedInput(name, x, 0, '("INT" or "BIGINT" or "STRING" or "BINARY")');
    const lgK = lgKOf(name, size);
    return {
      type: BINARY,
      sql: (suffix) =>
        context.call(
          `${name}_${lgK}`,
          [typed(array(x.type), valuesOf(x, call, suffix))],
          BINARY,
          (values: readonly Value[]) => sketchOf(values, lgK),
        ).sql,
    };
  }),
  aggregate("hll_union_agg", "expr allowDifferentLgConfigK?", ([x = NONE, allow], call, context, name) => {
    const sketch = exactly(name, x, 0, BINARY, context);
    const mayDiffer = allow === undefined ? false : exactly(name, allow, 1, BOOLEAN, context).literal?.value === true;
    return {
      type: BINARY,
      sql: (suffix) =>
        context.call(
          `${name}_${mayDiffer}`,
          [typed(array(BINARY), valuesOf(sketch, call, suffix))],
          BINARY,
          (all: readonly Uint8Array[]) =>
            union(
              name,
              all.map((bytes) => read(name, bytes)),
              mayDiffer,
            ),
        ).sql,
    };
  }),
  scalar("hll_union", "first second allowDifferentLgConfigK?", ([a = NONE, b = NONE, allow], context, name) => {
    const mayDiffer = exactly(name, allow ?? typed(BOOLEAN, "false"), 2, BOOLEAN, context);
    return context.call(
      name,
      [exactly(name, a, 0, BINARY, context), exactly(name, b, 1, BINARY, context), mayDiffer],
      BINARY,
      (x: Uint8Array, y: Uint8Array, may: boolean) => union(name, [read(name, x), read(name, y)], may),
    );
  }),
  scalar("hll_sketch_estimate", "expr", ([x = NONE], context, name) =>
    context.call(name, [exactly(name, x, 0, BINARY, context)], BIGINT, (bytes: Uint8Array) =>
      BigInt(Math.round(read(name, bytes).estimate())),
    ),
  ),
];
