import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { SqlFailure } from "../../../engine/failure.ts";
import { BIGINT, BINARY, INT, type SparkType, STRING } from "../../data-types.ts";
import type { Value } from "../../values/value.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "../contract.ts";
import { inTypeScript, scalar } from "../define.ts";
import { hashWith } from "./hash-values.ts";
import { murmur3 } from "./murmur3.ts";
import { xxhash64 } from "./xxhash64.ts";

const digest = (algorithm: string, bytes: Uint8Array): string => createHash(algorithm).update(bytes).digest("hex");

function sha2(bytes: Uint8Array, bits: number): string | null {
  switch (bits) {
    case 224:
    case 256:
    case 384:
    case 512:
      return digest(`sha${bits}`, bytes);
    case 0:
      return digest("sha256", bytes);
    default:
      return null;
  }
}

const hasMap = (type: SparkType): boolean =>
  type.kind === "map" ||
  (type.kind === "array" && hasMap(type.element)) ||
  (type.kind === "struct" && type.fields.some((field) => hasMap(field.type)));

/** A hash of any values in order. NULLs leave it as it is. */
function hashOf(name: string, args: readonly Typed[], context: FunctionContext): Typed {
  if (args.some(({ type }) => hasMap(type))) {
    throw new SqlFailure(
      "DATATYPE_MISMATCH.HASH_MAP_TYPE",
      `Cannot resolve "${name}" due to data type mismatch: Input to the function \`${name}\` cannot contain elements of the "MAP" type. In Spark, same maps may have different hashcode, thus hash expressions are prohibited on "MAP" elements. To restore previous behavior set "spark.sql.legacy.allowHashOnMapType" to "true".`,
      "42K09",
    );
  }
  if (args.some(({ type }) => type.kind === "variant")) {
    throw new SqlFailure(
      "DATATYPE_MISMATCH.HASH_VARIANT_TYPE",
      `Cannot resolve "${name}" due to data type mismatch: Input to the function \`${name}\` cannot contain elements of the "VARIANT" type yet.`,
      "42K09",
    );
  }
  const types = args.map(({ type }) => type);
  const implementation =
    name === "hash"
      ? (...values: readonly Value[]) => hashWith(murmur3, values, types, 42)
      : (...values: readonly Value[]) => hashWith(xxhash64, values, types, 42n);
  return context.call(name, args, name === "hash" ? INT : BIGINT, implementation, { seesNulls: true });
}

/** Digests of bytes and hashes of values. */
export const hashFunctions: readonly FunctionDefinition[] = [
  inTypeScript("md5", "expr", [BINARY], STRING, (bytes: Uint8Array) => digest("md5", bytes)),
  inTypeScript("sha sha1", "expr", [BINARY], STRING, (bytes: Uint8Array) => digest("sha1", bytes)),
  inTypeScript("sha2", "expr bitLength", [BINARY, INT], STRING, sha2),
  inTypeScript("crc32", "expr", [BINARY], BIGINT, (bytes: Uint8Array) => BigInt(crc32(bytes))),
  scalar("hash", "expr ...", (args, context) => hashOf("hash", args, context)),
  scalar("xxhash64", "expr ...", (args, context) => hashOf("xxhash64", args, context)),
];
