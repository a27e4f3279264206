/** A statement with Apache Spark's answer, as `oracle.py` writes it. */
export interface OracleCase {
  readonly sql: string;
  readonly types?: readonly string[];
  readonly names?: readonly string[];
  readonly rows?: readonly (readonly (string | null)[])[];
  /** The error condition, where Spark fails. */
  readonly error?: string;
}

interface Answer {
  readonly names?: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface Comparison {
  /** `same`, `types` (the same rows of other types), `names` (of columns), `wrong`, `refused`, `condition` (another error) or `accepted`. */
  readonly verdict: string;
  readonly detail: string;
}

/** Compares an answer, or the message of a failure, with Spark's. */
export function compare(expected: OracleCase, answer: Answer | string): Comparison {
  if (typeof answer === "string") {
    const spark = expected.error ?? JSON.stringify(expected.rows).slice(0, 200);
    const other = /^[A-Z_0-9.]+$/.test(spark) && !answer.startsWith(`[${spark}]`);
    return {
      verdict: expected.error === undefined ? "refused" : other ? "condition" : "same",
      detail: `spark ${spark}\n   ours  ${answer.slice(0, 300)}`,
    };
  }
  const ours = JSON.stringify(answer.rows).slice(0, 200);
  if (expected.error !== undefined) return { verdict: "accepted", detail: `spark ${expected.error}\n   ours  ${ours}` };
  const detail = `spark ${expected.types?.join()} ${JSON.stringify(expected.rows).slice(0, 200)}\n   ours  ${answer.types.join()} ${ours}`;
  const sortable = !/order by [^()]*$/i.test(expected.sql);
  const anyOrder = /collect_set|array_union|array_except|array_intersect|array_distinct|listagg\(distinct/i.test(
    expected.sql,
  );
  const rows = (all: Answer["rows"]) => {
    const keyed = all.map((row) => row.map((cell) => (anyOrder && !/sort/i.test(expected.sql) ? loose(cell) : cell)));
    return sortable ? [...keyed].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : keyed;
  };
  const [want, got] = [rows(expected.rows ?? []), rows(answer.rows)];
  const same =
    want.length === got.length &&
    want.every(
      (row, i) => row.length === got[i]?.length && row.every((cell, j) => sameCell(cell, got[i]?.[j] ?? null)),
    );
  if (!same) return { verdict: "wrong", detail };
  const plain = (types: readonly string[] = []) => types.join().toLowerCase().replace(/\s/g, "");
  if (expected.names !== undefined && answer.names !== undefined && expected.names.join() !== answer.names.join())
    return { verdict: "names", detail: `spark ${expected.names.join()}\n   ours  ${answer.names.join()}` };
  return { verdict: plain(expected.types) === plain(answer.types) ? "same" : "types", detail };
}

function loose(cell: string | null): string | null {
  if (cell?.startsWith("[") !== true) return cell;
  const items = JSON.parse(cell) as unknown[];
  return JSON.stringify(items.map((item) => JSON.stringify(item)).sort());
}

function sameCell(a: string | null, b: string | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  const [x, y] = [number(a), number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y))
    return x === y || Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
  if (/^[[{"]/.test(a) && /^[[{"]/.test(b)) {
    try {
      return sameJson(JSON.parse(a), JSON.parse(b));
    } catch {
      // Not JSON: compared as text.
    }
  }
  return trimmed(a) === trimmed(b);
}

const number = (text: string) => (/^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN);
const trimmed = (text: string) => text.replace(/(\.\d*?)0+(?=Z|$)/, "$1").replace(/\.(?=Z|$)/, "");

function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, i) => sameJson(one, b[i]));
  if (typeof a === "object" && a !== null) {
    if (typeof b !== "object" || b === null) return false;
    const entries = Object.entries(a);
    const other = b as Record<string, unknown>;
    return (
      entries.length === Object.keys(b).length && entries.every(([key, one]) => key in b && sameJson(one, other[key]))
    );
  }
  return a === b || sameCell(a === null ? null : String(a), b === null ? null : String(b));
}
