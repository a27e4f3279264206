import { compact } from "../../../records.ts";
import { quotedName, quotedPart } from "../names.ts";
import type { Dataset, DatasetParameter, WidgetQuery } from "./document.ts";

/** The SQL statement that reads a widget's rows. It contains SQL written by users and is not yet known to be a read. */
export interface WidgetStatement {
  readonly statement: string;
  readonly catalog?: string;
  readonly schema?: string;
  readonly parameters?: readonly { readonly name: string; readonly value: string; readonly type: string }[];
}

/** A widget's statement, or the reason it has none. */
export type ComposedStatement = { readonly request: WidgetStatement } | { readonly problem: string };

/** Selects a widget's fields from its dataset's query, as the editor does. Parameters take their default values. */
export function composeStatement(query: WidgetQuery | undefined, datasets: readonly Dataset[]): ComposedStatement {
  if (!query) return { problem: "The widget has no query." };
  const dataset = datasets.find(({ name }) => name !== undefined && name === query.datasetName);
  if (!dataset) return { problem: "The widget's dataset is not in the dashboard." };
  const source = sourceOf(dataset);
  if (!source) return { problem: "The widget's dataset has no query." };
  const bound = bindParameters(dataset.parameters, source);
  if (bound.problem !== undefined) return { problem: bound.problem };

  const fields = query.fields.flatMap(({ name, expression }) =>
    expression ? [`${inlined(expression, dataset)}${name ? ` AS ${quotedPart(name)}` : ""}`] : [],
  );
  const filters = query.filters.flatMap(({ expression }) => (expression ? [`(${inlined(expression, dataset)})`] : []));
  const orders = query.orders.flatMap(({ expression, direction = "" }) =>
    expression ? [`${inlined(expression, dataset)}${/^desc/i.test(direction) ? " DESC" : ""}`] : [],
  );
  const lines = [
    `SELECT ${fields.join(", ") || "*"}`,
    source,
    filters.length > 0 ? `WHERE ${filters.join(" AND ")}` : "",
    fields.length > 0 && query.disaggregated !== true ? "GROUP BY ALL" : "",
    orders.length > 0 ? `ORDER BY ${orders.join(", ")}` : "",
  ];
  const { catalog, schema } = dataset;
  return {
    request: {
      statement: lines.filter(Boolean).join("\n"),
      ...compact({ catalog, schema, parameters: bound.parameters }),
    },
  };
}

/** The FROM clause for a dataset. Its query is on lines of its own, because it may end in a comment. */
function sourceOf({ query, queryLines, asset_name }: Dataset): string | undefined {
  const sql = (queryLines ?? query ?? "").replace(/[\s;]+$/, "");
  if (sql) return `FROM (\n${sql}\n)`;
  return asset_name ? `FROM ${quotedName(asset_name)}` : undefined;
}

/**
 * An expression as a warehouse accepts it. Measures defined in the dashboard are unknown to the warehouse and are replaced
 * by their expressions; the editor's COUNT(`*`) loses its quotes.
 */
function inlined(expression: string, { columns }: Dataset): string {
  const counted = expression.replace(/\bCOUNT\(\s*`\*`\s*\)/gi, "COUNT(*)");
  return counted.replace(/\bMEASURE\(\s*`([^`]*)`\s*\)/gi, (call, name: string) => {
    const measure = columns.find(({ displayName }) => displayName === name)?.expression;
    return measure ? `(${measure})` : call;
  });
}

const TYPES: Readonly<Record<string, string>> = {
  INTEGER: "BIGINT",
  FLOAT: "DOUBLE",
  DECIMAL: "DOUBLE",
  DATE: "DATE",
  DATETIME: "TIMESTAMP",
  BOOLEAN: "BOOLEAN",
};

function bindParameters(parameters: readonly DatasetParameter[], sql: string) {
  const bound: { name: string; value: string; type: string }[] = [];
  for (const { keyword, dataType = "STRING", complexType, defaultSelection } of parameters) {
    if (!keyword || !sql.includes(`:${keyword}`)) continue;
    const [first, ...others] = defaultSelection?.values?.values ?? [];
    // A parameter of a statement holds one value; only the editor can fill in lists and ranges.
    if (complexType === "RANGE" || others.length > 0 || first?.value === undefined) {
      return { problem: `Its parameter ${keyword} has no single default value.` };
    }
    bound.push({ name: keyword, value: first.value, type: TYPES[dataType.toUpperCase()] ?? "STRING" });
  }
  return { parameters: bound };
}
