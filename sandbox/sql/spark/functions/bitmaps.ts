import { SqlFailure } from "../../engine/failure.ts";
import { array, BIGINT, BINARY } from "../data-types.ts";
import { valuesOf } from "./aggregates.ts";
import type { FunctionDefinition } from "./contract.ts";
import { aggregate, coerced, inTypeScript, NONE, typed, unexpectedInput } from "./define.ts";
import { strictly } from "./strict.ts";

/** Bytes of every bitmap, also of an empty one. */
const BYTES = 4_096;
const BITS = BigInt(BYTES * 8);

function withBits(positions: readonly bigint[]): Uint8Array {
  const bitmap = new Uint8Array(BYTES);
  for (const position of positions) {
    if (position < 0n || position >= BITS)
      throw new SqlFailure(
        "INVALID_BITMAP_POSITION",
        `The 0-indexed bitmap position ${position} is out of bounds. The bitmap has ${BITS} bits (${BYTES} bytes).`,
        "22003",
      );
    const at = Number(position);
    bitmap[at >> 3] = (bitmap[at >> 3] ?? 0) | (1 << (at & 7));
  }
  return bitmap;
}

function united(bitmaps: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(BYTES);
  for (const bitmap of bitmaps) for (let i = 0; i < BYTES; i++) all[i] = (all[i] ?? 0) | (bitmap[i] ?? 0);
  return all;
}

/** Bitmaps that count distinct numbers exactly: the bucket and the position of a number, and its bit among others. */
export const bitmapFunctions: readonly FunctionDefinition[] = [
  inTypeScript("bitmap_bit_position", "child", [BIGINT], BIGINT, (value: bigint) =>
    value > 0n ? (value - 1n) % BITS : -value % BITS,
  ),
  inTypeScript("bitmap_bucket_number", "child", [BIGINT], BIGINT, (value: bigint) =>
    value > 0n ? 1n + (value - 1n) / BITS : value / BITS,
  ),
  strictly("bitmap_count", "child", [BINARY], BIGINT, (bytes: Uint8Array) =>
    bytes.reduce((sum, byte) => sum + BigInt(byte.toString(2).replaceAll("0", "").length), 0n),
  ),
  aggregate("bitmap_construct_agg", "child", (args, call, context, name) => {
    const [position = NONE] = coerced(args, [BIGINT], context, name);
    return {
      type: BINARY,
      sql: (suffix) =>
        context.call(name, [typed(array(BIGINT), valuesOf(position, call, suffix))], BINARY, withBits).sql,
    };
  }),
  aggregate("bitmap_or_agg", "child", ([bitmap = NONE], call, context, name) => {
    if (bitmap.type.kind !== "binary") throw unexpectedInput(name, bitmap, 0, '"BINARY"');
    return {
      type: BINARY,
      sql: (suffix) => context.call(name, [typed(array(BINARY), valuesOf(bitmap, call, suffix))], BINARY, united).sql,
    };
  }),
];
