import type { DashboardDocument, Dataset, DocumentWidget } from "../../../api/sql/dashboards/document.ts";
import { readDocument } from "../../../api/sql/dashboards/document.ts";
import type { Context } from "../../../core/calls/context.ts";
import { isRecord } from "../../../records.ts";
import { oneLine } from "../../../text.ts";
import { columnsOfQuery } from "../../answers/sql.ts";
import { inTurn } from "../../in-turn.ts";

/** Datasets whose columns are looked up, one statement each. */
const MAX_DATASETS = 12;
const MAX_PROBLEMS = 12;
/** A field that is a column as it is. */
const COLUMN = /^`([^`]+)`$/;

/** The columns of a dataset; `undefined` if they are not known. */
type Columns = ReadonlySet<string> | undefined;

/**
 * Parts of a new draft that would not work: widgets that select from no dataset or a column that it does not have, and datasets
 * whose SQL fails. The platform stores such a draft, and only its viewers see the errors. A warehouse is asked if it is running.
 */
export async function problemsOfDocument(
  ctx: Context,
  serialized: string | undefined,
  warehouse_id: string | undefined,
): Promise<readonly string[]> {
  const document = readDocument(serialized);
  if (document === undefined) return [];
  const problems: string[] = [];
  const known = new Map<string, Columns>();
  for (const { name } of document.datasets) if (name !== undefined) known.set(name, undefined);
  await inTurn(document.datasets.slice(0, MAX_DATASETS), async (dataset) => {
    const found = await columnsOf(ctx, dataset, warehouse_id);
    if (found === undefined || dataset.name === undefined) return;
    if ("problem" in found) problems.push(`Dataset ${titleOf(dataset)} fails: ${found.problem}`);
    else known.set(dataset.name, namesIn(found.columns, dataset));
  });
  const widgets = document.pages.flatMap(({ layout }) => layout.flatMap(({ widget }) => widget ?? []));
  const all = [...problems, ...widgets.flatMap((widget) => ofWidget(widget, document, known))];
  return all.length > MAX_PROBLEMS
    ? [...all.slice(0, MAX_PROBLEMS), `and ${all.length - MAX_PROBLEMS} more of this kind`]
    : all;
}

const titleOf = ({ displayName, name }: Dataset): string => oneLine(displayName ?? name ?? "", 80);

async function columnsOf(ctx: Context, dataset: Dataset, warehouse_id: string | undefined) {
  const { queryLines, query, asset_name, catalog, schema } = dataset;
  const statement = queryLines ?? query ?? "";
  // A dataset that is a table, or has parameters, is left to the platform.
  if (asset_name !== undefined || statement === "" || dataset.parameters.length > 0) return undefined;
  return columnsOfQuery(ctx, { statement, catalog, schema, warehouse_id });
}

const namesIn = (columns: readonly string[], { columns: own }: Dataset): ReadonlySet<string> =>
  new Set([...columns, ...own.flatMap(({ displayName }) => displayName ?? [])].map((name) => name.toLowerCase()));

function ofWidget(widget: DocumentWidget, document: DashboardDocument, known: ReadonlyMap<string, Columns>): string[] {
  const place = `Widget ${oneLine(widget.spec?.frame?.title ?? widget.name ?? "", 80)}`;
  const queries = widget.queries.flatMap(({ query }) => query ?? []);
  const selected = new Set(queries.flatMap(({ fields }) => fields.flatMap(({ name }) => name ?? [])));
  const missing = fieldNames(widget.spec?.encodings).filter((name) => !selected.has(name));
  return [
    ...queries.flatMap(({ datasetName, fields }) => {
      if (datasetName === undefined) return [];
      if (!known.has(datasetName)) return [`${place} selects from dataset ${datasetName}, which is not defined`];
      const columns = known.get(datasetName);
      const dataset = document.datasets.find(({ name }) => name === datasetName);
      return fields.flatMap(({ expression }) => {
        const column = COLUMN.exec(expression ?? "")?.[1];
        if (column === undefined || columns === undefined || columns.has(column.toLowerCase())) return [];
        return [
          `${place} selects ${column}, which dataset ${dataset ? titleOf(dataset) : datasetName} does not return`,
        ];
      });
    }),
    ...[...new Set(missing)].map((name) => `${place} shows field ${name}, which none of its queries selects`),
  ];
}

/** The fields that encodings show, at any depth. */
function fieldNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldNames);
  if (!isRecord(value)) return [];
  const own = typeof value.fieldName === "string" ? [value.fieldName] : [];
  return [...own, ...Object.values(value).flatMap(fieldNames)];
}
