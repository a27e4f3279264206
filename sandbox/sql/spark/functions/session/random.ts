import { randomUUID } from "node:crypto";
import { SqlFailure } from "../../../engine/failure.ts";
import { isIntegral, isNumeric } from "../../analysis/coercion.ts";
import { BIGINT, DOUBLE, INT, type SparkType, STRING } from "../../data-types.ts";
import { MICROS_PER_DAY } from "../../values/calendar.ts";
import { conversion } from "../../values/conversion.ts";
import type { Value } from "../../values/value.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "../contract.ts";
import { NONE, scalar, typed, unexpectedInput } from "../define.ts";
import { scalaMurmur3 } from "../security/murmur3.ts";

/** Random numbers with Spark's sequence for a seed. */
class SeededRandom {
  private state: bigint;
  private spare: number | undefined;

  constructor(seed: bigint) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt.asIntN(64, seed));
    const low = scalaMurmur3(bytes, 0x3c074a61);
    const high = scalaMurmur3(bytes, low);
    this.state = BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low >>> 0));
  }

  private bits(count: number): number {
    let next = BigInt.asIntN(64, this.state ^ (this.state << 21n));
    next ^= BigInt.asUintN(64, next) >> 35n;
    next = BigInt.asIntN(64, next ^ (next << 4n));
    this.state = next;
    return Number(BigInt.asIntN(32, next & ((1n << BigInt(count)) - 1n)));
  }

  double(): number {
    const high = BigInt(this.bits(26)) << 27n;
    return Number(high + BigInt(this.bits(27))) * 2 ** -53;
  }

  int(): number {
    return this.bits(32);
  }

  gaussian(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * this.double() - 1;
      const y = 2 * this.double() - 1;
      const s = x * x + y * y;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.spare = y * factor;
      return x * factor;
    }
  }
}

const sequences = new Map<number, SeededRandom>();
let calls = 0;

/** The sequence of one call in one statement. The number of the call is an argument, because functions outlive statements. */
function sequenceOf(call: number, seed: bigint): SeededRandom {
  const known = sequences.get(call);
  if (known !== undefined) return known;
  if (sequences.size >= 1_000) sequences.clear();
  const created = new SeededRandom(seed);
  sequences.set(call, created);
  return created;
}

function seedOf(argument: Typed | undefined, name: string): Typed {
  if (argument === undefined) return typed(BIGINT, `${Math.floor(Math.random() * 2 ** 53)}::BIGINT`);
  if (argument.literal === undefined) {
    throw new SqlFailure(
      "SEED_EXPRESSION_IS_UNFOLDABLE",
      `The seed expression of the expression "${name}" must be foldable.`,
      "42K08",
    );
  }
  const { value } = argument.literal;
  if (value === null) return typed(BIGINT, "0::BIGINT");
  if ((typeof value !== "number" && typeof value !== "bigint") || !["int", "bigint"].includes(argument.type.kind))
    throw unexpectedInput(name, argument, 0, '("INT" or "BIGINT")');
  return typed(BIGINT, `${value}::BIGINT`);
}

/** A random value for each row, from the seed. */
function drawn(
  name: string,
  seed: Typed | undefined,
  args: readonly Typed[],
  returns: SparkType,
  context: FunctionContext,
  draw: (random: SeededRandom, ...values: never[]) => Value,
): Typed {
  calls += 1;
  const run = (call: number, start: bigint, ...values: never[]) => draw(sequenceOf(call, start), ...values);
  return context.call(name, [typed(INT, `${calls}::INTEGER`), seedOf(seed, name), ...args], returns, run, {
    volatile: true,
  });
}

const LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

function randomText(random: SeededRandom, length: number): string {
  if (length < 0) {
    throw new SqlFailure(
      "INVALID_PARAMETER_VALUE.LENGTH",
      `The value of parameter(s) \`length\` in \`randstr\` is invalid: Expects \`length\` greater than or equal to 0, but got ${length}.`,
      "22023",
    );
  }
  return Array.from({ length }, () => LETTERS.charAt(Math.abs(random.int() % LETTERS.length))).join("");
}

/** The type of `uniform`: that of its bounds, without the digits of a decimal literal that an integer adds. */
function uniformType(low: Typed, high: Typed, context: FunctionContext): SparkType {
  for (const [index, argument] of [low, high].entries()) {
    if (!isNumeric(argument.type)) throw unexpectedInput("uniform", argument, index, "integer or floating-point");
  }
  if (low.type.kind === "decimal" && high.type.kind !== "decimal" && isIntegral(high.type)) return low.type;
  if (high.type.kind === "decimal" && low.type.kind !== "decimal" && isIntegral(low.type)) return high.type;
  return context.unify([low, high], "uniform").type;
}

/** Random values. */
export const randomFunctions: readonly FunctionDefinition[] = [
  scalar("rand random", "seed?", ([seed], context, name) =>
    drawn(name, seed, [], DOUBLE, context, (random) => random.double()),
  ),
  scalar("randn", "seed?", ([seed], context, name) =>
    drawn(name, seed, [], DOUBLE, context, (random) => random.gaussian()),
  ),
  scalar("randstr", "length seed?", ([length = NONE, seed], context, name) =>
    drawn(name, seed, [context.coerce(length, INT, { function: name, index: 0 })], STRING, context, randomText),
  ),
  scalar("uniform", "min max seed?", ([low = NONE, high = NONE, seed], context, name) => {
    if ([low, high].some(({ type: { kind } }) => kind === "void")) return typed(DOUBLE, "CAST(NULL AS DOUBLE)");
    const type = uniformType(low, high, context);
    const bounds = [low, high].map((argument) => context.cast(argument, DOUBLE));
    const convert = conversion(DOUBLE, type, { zone: { offset: 0 }, today: Number(context.now / MICROS_PER_DAY) });
    return drawn(name, seed, bounds, type, context, (random, from: number, to: number) =>
      convert(from + (to - from) * random.double()),
    );
  }),
  scalar("uuid", "seed?", (_, context, name) => context.call(name, [], STRING, () => randomUUID(), { volatile: true })),
];
