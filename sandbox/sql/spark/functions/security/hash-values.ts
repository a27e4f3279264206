import type { SparkType } from "../../data-types.ts";
import { CalendarInterval, DecimalValue, itemsOf, type Value } from "../../values/value.ts";

/** A hash with a running value, which is the seed of the next. */
export interface HashAlgorithm<Hash> {
  int(value: number, seed: Hash): Hash;
  long(value: bigint, seed: Hash): Hash;
  bytes(value: Uint8Array, seed: Hash): Hash;
}

/** The hash of values in order, by their types. */
export function hashWith<Hash>(
  algorithm: HashAlgorithm<Hash>,
  values: readonly Value[],
  types: readonly SparkType[],
  seed: Hash,
): Hash {
  let hash = seed;
  for (const [i, type] of types.entries()) hash = hashValue(algorithm, values[i] ?? null, type, hash);
  return hash;
}

function hashValue<Hash>(algorithm: HashAlgorithm<Hash>, value: Value, type: SparkType, seed: Hash): Hash {
  if (value === null) return seed;
  switch (type.kind) {
    case "boolean":
      return algorithm.int(value === true ? 1 : 0, seed);
    case "float":
      return algorithm.int(floatBits(Number(value)), seed);
    case "double":
      return algorithm.long(doubleBits(Number(value)), seed);
    case "bigint":
    case "timestamp":
    case "timestamp_ntz":
    case "interval_dt":
      return algorithm.long(BigInt(typeof value === "bigint" ? value : Number(value)), seed);
    case "decimal":
      if (!(value instanceof DecimalValue)) return seed;
      if (type.precision <= 18) return algorithm.long(value.unscaled, seed);
      return algorithm.bytes(bigEndian(value.unscaled), seed);
    case "interval":
      if (!(value instanceof CalendarInterval)) return seed;
      return algorithm.int(value.months, algorithm.int(value.days, algorithm.long(value.micros, seed)));
    case "binary":
      return value instanceof Uint8Array ? algorithm.bytes(value, seed) : seed;
    case "array":
      return itemsOf(value).reduce<Hash>((hash, item) => hashValue(algorithm, item, type.element, hash), seed);
    case "struct":
      return hashWith(
        algorithm,
        itemsOf(value),
        type.fields.map((field) => field.type),
        seed,
      );
    case "string":
    case "variant":
      return algorithm.bytes(new TextEncoder().encode(String(value)), seed);
    default:
      return algorithm.int(Number(value), seed);
  }
}

/** -0.0 counts as 0.0, and every NaN as the same. */
function doubleBits(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value === 0 ? 0 : value);
  return Number.isNaN(value) ? 0x7ff8000000000000n : view.getBigInt64(0);
}

function floatBits(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value === 0 ? 0 : value);
  return Number.isNaN(value) ? 0x7fc00000 : view.getInt32(0);
}

/** The shortest two's complement, as `BigInteger.toByteArray`. */
function bigEndian(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.unshift(Number(rest & 0xffn));
    rest >>= 8n;
  } while (!((rest === 0n && (bytes[0] ?? 0) < 0x80) || (rest === -1n && (bytes[0] ?? 0) >= 0x80)));
  return Uint8Array.from(bytes);
}
