import { SqlFailure } from "../../../engine/failure.ts";
import type { SparkType } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import { MICROS_PER_DAY } from "../../values/calendar.ts";
import { parseAs } from "../../values/parse.ts";
import type { Value } from "../../values/value.ts";
import type { Compiler } from "../compiler.ts";
import { literalOf } from "../literals.ts";

/** `DATE '2024-01-01'`, `TIMESTAMP '…'`. @throws {SqlFailure} INVALID_TYPED_LITERAL */
export function typedLiteral(
  kind: "date" | "timestamp" | "timestamp_ntz",
  text: string,
  { parsing, context }: Compiler,
): Typed {
  const type: SparkType = { kind };
  const special = specialTime(text.trim().toLowerCase(), kind, context.now);
  const value = special ?? parseAs(text, type, parsing);
  if (value === undefined || value === "overflow") {
    throw new SqlFailure(
      "INVALID_TYPED_LITERAL",
      `The value of the typed literal "${kind.toUpperCase()}" is invalid: '${text}'.`,
      "42604",
    );
  }
  return literalOf(value, type);
}

/** `DATE 'today'`, `TIMESTAMP 'now'` and the like, also in casts of constants. */
export function specialTime(text: string, kind: string, now: bigint): Value | undefined {
  const today = now / MICROS_PER_DAY;
  const day = { epoch: 0n, yesterday: today - 1n, today, tomorrow: today + 1n, now: today }[text];
  if (day === undefined) return undefined;
  if (kind === "date") return Number(day);
  return text === "now" ? now : day * MICROS_PER_DAY;
}
