import type { SparkType } from "../../sql/spark/data-types.ts";
import type { VirtualRelation } from "../../sql/spark/metastore/virtual.ts";
import { parseType } from "../../sql/spark/syntax/parser.ts";
import { DecimalValue, MapValue, type Value } from "../../sql/spark/values/value.ts";
import { WORKSPACE_ID, type World } from "../../world.ts";

/** The account of every embedded workspace. */
const ACCOUNT_ID = "0d26daa6-5e44-4c97-a497-ef015f91254a";

/** A system table: its columns as SQL writes them, and its rows by the names of columns. A missing column is NULL. */
export interface SystemTable {
  readonly columns: string;
  rows(world: World): Iterable<Readonly<Record<string, unknown>>>;
}

/** Columns that every row has the same in. */
const common = { account_id: ACCOUNT_ID, workspace_id: WORKSPACE_ID, cloud: "AWS" };

export function relationOf({ columns, rows }: SystemTable, world: World): VirtualRelation {
  const { type } = parseType(`STRUCT<${columns}>`);
  const fields = type.kind === "struct" ? type.fields : [];
  return {
    columns: fields,
    *rows() {
      for (const row of rows(world)) {
        const whole: Readonly<Record<string, unknown>> = { ...common, ...row };
        yield fields.map((field) => cellOf(whole[field.name], field.type));
      }
    },
  };
}

/** Times are epoch milliseconds, decimals numbers, and maps and structs objects. */
function cellOf(value: unknown, type: SparkType): Value {
  if (value === undefined || value === null) return null;
  switch (type.kind) {
    case "timestamp":
      return BigInt(Math.round(Number(value))) * 1000n;
    case "date":
      return Math.floor(Number(value) / 86_400_000);
    case "bigint":
      return BigInt(Math.round(Number(value)));
    case "decimal":
      return new DecimalValue(BigInt(Math.round(Number(value) * 1e6)) * 10n ** BigInt(type.scale - 6), type.scale);
    case "array":
      return Array.isArray(value) ? value.map((item: unknown) => cellOf(item, type.element)) : null;
    case "map":
      return typeof value === "object"
        ? new MapValue(Object.entries(value).map(([key, item]) => [key, cellOf(item, type.value)] as const))
        : null;
    case "struct": {
      const members = new Map<string, unknown>(typeof value === "object" ? Object.entries(value) : []);
      return type.fields.map((field) => cellOf(members.get(field.name), field.type));
    }
    case "boolean":
      return value === true;
    case "int":
    case "double":
      return Number(value);
    default:
      return String(value);
  }
}
