import { fail, invalid } from "../failure.ts";
import { type Fields, integer, oneOf, optional } from "../http.ts";
import { rowFilter } from "./vector-search-filter.ts";
import type { Index, Row } from "./vector-search-record.ts";
import { embed, keywordScores, nearness } from "./vector-search-text.ts";

/** Constant of reciprocal rank fusion: a rank scores 1 / (FUSION + rank). */
const FUSION = 60;

interface Scored {
  readonly row: Row;
  readonly score: number;
}

/** The rows of an index nearest to the query, with the score as the last column. */
export function queryIndex(index: Index, body: Fields): Fields {
  if (!index.ready) fail(400, "BAD_REQUEST", `Index ${index.name} is not ready yet.`);
  const columns = wantedColumns(index, body.columns);
  const holds = rowFilter(optional(body, "filters_json"), index.columns);
  const rows = [...index.rows.values()].filter(({ values }) => holds(values));
  const least = typeof body.score_threshold === "number" ? body.score_threshold : 0;
  const count = integer(body, "num_results") ?? 10;
  const found = ranked(index, rows, body)
    .filter(({ score }) => score >= least)
    .slice(0, count);
  return {
    manifest: { column_count: columns.length + 1, columns: [...columns, "score"].map((name) => ({ name })) },
    result: {
      row_count: found.length,
      data_array: found.map(({ row, score }) => [...columns.map((name) => row.values[name] ?? null), round(score)]),
    },
    next_page_token: "",
  };
}

/** The rows of an index in the order of their primary key, a page after the last one that the caller has. */
export function scanIndex(index: Index, body: Fields): Fields {
  if (!index.ready) fail(400, "BAD_REQUEST", `Index ${index.name} is not ready yet.`);
  const last = optional(body, "last_primary_key");
  const count = integer(body, "num_results") ?? 10;
  const rows = [...index.rows]
    .sort(([a], [b]) => inOrder(a, b))
    .filter(([key]) => last === undefined || inOrder(key, last) > 0)
    .slice(0, count);
  return {
    data: rows.map(([, { values }]) => ({
      fields: index.columns.map((key) => ({ key, value: scanned(values[key]) })),
    })),
    ...(rows.length > 0 && { last_primary_key: rows.at(-1)?.[0] }),
  };
}

/** Keys that are numbers are in the order of numbers. */
function inOrder(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference)) return difference;
  return a < b ? -1 : a === b ? 0 : 1;
}

/** A value as the API of scans writes it: in a field that says its type. */
function scanned(value: unknown): Fields {
  if (typeof value === "number") return { number_value: value };
  if (typeof value === "boolean") return { bool_value: value };
  if (Array.isArray(value)) return { list_value: { values: value.map(scanned) } };
  return value === null || value === undefined ? {} : { string_value: String(value) };
}

function wantedColumns(index: Index, wanted: unknown): readonly string[] {
  if (!Array.isArray(wanted) || wanted.length === 0) return invalid("Missing required field: columns");
  const unknown = wanted.filter((name) => !index.columns.includes(String(name)));
  if (unknown.length > 0) invalid(`Requested columns to fetch are not present in index: ${unknown.join(", ")}.`);
  return wanted.map(String);
}

function ranked(index: Index, rows: readonly Row[], body: Fields): Scored[] {
  const type = oneOf(body, "query_type", ["ANN", "HYBRID", "FULL_TEXT"]) ?? "ANN";
  const text = optional(body, "query_text");
  if (type !== "ANN" && text === undefined) return invalid(`query_text is required for query type ${type}.`);
  const byKeyword = () => {
    const scores = keywordScores(
      text ?? "",
      rows.map(({ values }) => textOf(index, values)),
    );
    return rows
      .map((row, at) => ({ row, score: scores[at] ?? 0 }))
      .filter(({ score }) => score > 0)
      .sort(best);
  };
  if (type === "FULL_TEXT") return byKeyword();
  const target = vectorOf(index, body, text);
  const byVector = rows.map((row) => ({ row, score: nearness(target, row.vector) })).sort(best);
  return type === "ANN" ? byVector : fused([byVector, byKeyword()]);
}

const best = (a: Scored, b: Scored): number => b.score - a.score;

function vectorOf(index: Index, { query_vector: given }: Fields, text: string | undefined): readonly number[] {
  if (Array.isArray(given)) {
    const vector = given.map(Number);
    if (index.dimension !== undefined && vector.length !== index.dimension) {
      return invalid(`Query vector has ${vector.length} dimensions, but the index has ${index.dimension}.`);
    }
    return vector;
  }
  if (text === undefined) return invalid("Either query_text or query_vector must be given.");
  if (index.source === undefined) {
    return invalid("query_text can be used only with an index that computes its embeddings; give query_vector.");
  }
  return embed(text);
}

/** The text to search for keywords: the embedded column, or all text columns. */
const textOf = (index: Index, values: Fields): string =>
  index.source === undefined
    ? Object.values(values)
        .filter((value) => typeof value === "string")
        .join(" ")
    : String(values[index.source] ?? "");

function fused(lists: readonly (readonly Scored[])[]): Scored[] {
  const scores = new Map<Row, number>();
  for (const list of lists) {
    for (const [rank, { row }] of list.entries()) scores.set(row, (scores.get(row) ?? 0) + 1 / (FUSION + rank + 1));
  }
  const most = lists.length / (FUSION + 1);
  return [...scores].map(([row, score]) => ({ row, score: score / most })).sort(best);
}

const round = (score: number): number => Math.round(score * 1e6) / 1e6;
