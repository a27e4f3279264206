/**
 * How functions written in TypeScript see a value of a `SparkType`:
 *
 * - `null` for NULL of every type; `boolean`
 * - tinyint, smallint, int, float, double: `number`; bigint: `bigint`
 * - decimal: `DecimalValue`
 * - string and variant (its JSON text): `string`; binary: `Uint8Array`
 * - date: `number` of days since 1970-01-01; timestamp and timestamp_ntz: `bigint` microseconds since 1970-01-01 00:00 (UTC, or without zone)
 * - interval_ym: `number` of months; interval_dt: `bigint` microseconds; interval: `CalendarInterval`
 * - array: `Value[]`; struct: `Value[]`, one for each field of the type; map: `MapValue`
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | DecimalValue
  | CalendarInterval
  | MapValue
  | readonly Value[];

/** `unscaled / 10 ** scale`. */
export class DecimalValue {
  readonly unscaled: bigint;
  readonly scale: number;

  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled;
    this.scale = scale;
  }
}

export class CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;

  constructor(months: number, days: number, micros: bigint) {
    this.months = months;
    this.days = days;
    this.micros = micros;
  }
}

/** Entries in their order of insertion. Keys are unique. */
export class MapValue {
  readonly entries: readonly (readonly [key: Value, value: Value])[];

  constructor(entries: readonly (readonly [key: Value, value: Value])[]) {
    this.entries = entries;
  }
}

/** The elements of an array or the fields of a struct; empty for other values. */
export const itemsOf = (value: Value): readonly Value[] => (Array.isArray(value) ? value : []);
