import { quotedName, quotedPart } from "./names.ts";
import { numberOf } from "./quantities.ts";
import type { Row } from "./rows/rows.ts";
import type { ProfileRequest } from "./table-profile.ts";

type KeyRequest = Pick<ProfileRequest, "full_name" | "key" | "where">;

/** Values of a key that occur in several rows. */
export interface RepeatedKeys {
  readonly values: number;
  /** The rows that have one of these values. */
  readonly rows: number;
  /** The most frequent of them, each with the number of its rows. */
  readonly examples: readonly { readonly key: readonly (string | null)[]; readonly rows: number }[];
}

/** Examples that `repeatedKeysStatement` returns. */
export const MAX_EXAMPLES = 3;

/** A statement with a row for each example and, in all of them, the totals; `repeatedKeysOf` reads them. */
export function repeatedKeysStatement({ full_name, key, where }: KeyRequest): string {
  const names = key.map(quotedPart).join(", ");
  const filter = where === undefined ? "" : `\n  WHERE (${where}\n  )`;
  const columns = key.map((name, at) => `CAST(${quotedPart(name)} AS STRING) AS k${at}`);
  const order = key.map((_, at) => `k${at}`);
  return `SELECT count(*) OVER () AS repeated, sum(repetitions) OVER () AS total, repetitions, ${columns.join(", ")}
FROM (
  SELECT ${names}, count(*) AS repetitions
  FROM ${quotedName(full_name)}${filter}
  GROUP BY ${names}
  HAVING count(*) > 1
)
ORDER BY repetitions DESC, ${order.join(", ")}
LIMIT ${MAX_EXAMPLES}`;
}

/** The repeated values in the rows of `repeatedKeysStatement`. */
export function repeatedKeysOf(found: readonly Row[]): RepeatedKeys {
  const [[values, rows] = []] = found;
  return {
    values: numberOf(values) ?? 0,
    rows: numberOf(rows) ?? 0,
    examples: found.map(([, , repetitions, ...key]) => ({ key, rows: numberOf(repetitions) ?? 0 })),
  };
}
