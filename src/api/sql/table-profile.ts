import type { TableColumn } from "../catalog/tables.ts";
import { quotedName, quotedPart } from "./names.ts";
import { numberOf } from "./quantities.ts";
import type { Row } from "./rows/rows.ts";

/** Types whose values cannot be compared or counted by value: only NULLs are counted. */
const NESTED = /^(array|map|struct|variant|binary|object|geometry|geography|interval)/i;

/** The values that a profile lists per column. */
const TOP = 3;

/** Facts about the values of a column. `distinct` is an estimate. */
export interface ColumnProfile {
  readonly name: string;
  readonly type: string;
  readonly nulls: number;
  /** Empty strings, of a column of text. */
  readonly empty: number | undefined;
  readonly distinct: number | undefined;
  readonly min: string | undefined;
  readonly max: string | undefined;
  /** The most frequent values with their estimated counts. */
  readonly top: readonly string[];
}

/** A profile of a table: its rows, and the rows beyond the first for each value of the key. */
export interface TableProfile {
  readonly rows: number;
  readonly duplicates: number | undefined;
  readonly columns: readonly ColumnProfile[];
}

/** A table to profile. `where` is an expression of SQL. */
export interface ProfileRequest {
  readonly full_name: string;
  readonly columns: readonly TableColumn[];
  readonly key: readonly string[];
  readonly where?: string | undefined;
  /** Whether to list the most frequent values, for which older compute has no function. */
  readonly top: boolean;
}

/** One statement that reads the table once; its only row is read by `profileOf`. */
export function profileStatement({ full_name, columns, key, where, top }: ProfileRequest): string {
  const expressions = [
    "count(*)",
    ...(key.length === 0 ? [] : [`count(DISTINCT struct(${key.map(quotedPart).join(", ")}))`]),
    ...columns.flatMap((column) => {
      const name = quotedPart(column.name);
      const nulls = `count_if(${name} IS NULL)`;
      if (isNested(column)) return [nulls];
      return [
        nulls,
        ...(isText(column) ? [`count_if(${name} = '')`] : []),
        `approx_count_distinct(${name})`,
        `CAST(min(${name}) AS STRING)`,
        `CAST(max(${name}) AS STRING)`,
        ...(top ? [`to_json(approx_top_k(${name}, ${TOP}))`] : []),
      ];
    }),
  ];
  const filter = where === undefined ? "" : `\nWHERE (${where}\n)`;
  return `SELECT ${expressions.map((one, at) => `${one} AS c${at}`).join(",\n  ")}\nFROM ${quotedName(full_name)}${filter}`;
}

const isText = ({ type_text, type_name }: TableColumn): boolean =>
  /^(string|varchar|char)/i.test(type_text ?? type_name ?? "");

const isNested = ({ type_text, type_name }: TableColumn): boolean => NESTED.test(type_text ?? type_name ?? "");

/** The profile in the row of `profileStatement`. */
export function profileOf({ columns, key, top: hasTop }: ProfileRequest, row: Row): TableProfile {
  const values = [...row];
  const take = () => values.shift() ?? undefined;
  const rows = numberOf(take()) ?? 0;
  const distinctKeys = key.length === 0 ? undefined : numberOf(take());
  return {
    rows,
    duplicates: distinctKeys === undefined ? undefined : rows - distinctKeys,
    columns: columns.map((column) => {
      const nulls = numberOf(take()) ?? 0;
      const nested = isNested(column);
      const empty = isText(column) ? numberOf(take()) : undefined;
      const [distinct, min, max, top] = nested ? [] : [take(), take(), take(), hasTop ? take() : undefined];
      return {
        name: column.name,
        type: column.type_text ?? column.type_name ?? "",
        nulls,
        empty,
        distinct: numberOf(distinct),
        min,
        max,
        top: topValues(top),
      };
    }),
  };
}

/** `[{"item":"A","count":3}]` → `A (3)`. NULL is left out: it is counted anyway. */
function topValues(json: string | undefined): string[] {
  try {
    const items: unknown = JSON.parse(json ?? "[]");
    return (Array.isArray(items) ? items : []).flatMap((one: { item?: unknown; count?: unknown }) =>
      one.item === undefined || one.item === null ? [] : [`${String(one.item)} (${String(one.count)})`],
    );
  } catch {
    return [];
  }
}

/** Whether a statement failed because the compute has no function for the most frequent values. */
export const lacksTopValues = (message: string): boolean => /UNRESOLVED_ROUTINE[\s\S]*approx_top_k/.test(message);
