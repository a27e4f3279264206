import * as z from "zod";
import { listEffectiveGrants, readersOf, type TableReader } from "../../api/catalog/grants.ts";
import { getTableLineage } from "../../api/catalog/lineage.ts";
import { getTable, storageOf, type Table, type TableStorage } from "../../api/catalog/tables.ts";
import { quotedName, quotedPart } from "../../api/sql/names.ts";
import { numberOf } from "../../api/sql/quantities.ts";
import type { Context } from "../../core/calls/context.ts";
import { count, text, texts } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { evenIfEmpty, view } from "../../core/view.ts";
import { oneLine } from "../../text.ts";
import { tableNeighbourView } from "../catalog/lineage-view.ts";
import { type columnView, tableFactsView, tableView } from "../catalog/table-view.ts";
import { fullName, PAGE } from "../catalog/toolset.ts";
import { type AnswerParts, collectParts, missing, missingLines, sectionLines, withDeadline } from "./parts.ts";
import { quickRows, runningWarehouse } from "./sql.ts";
import { answers } from "./toolset.ts";

/** What a table's record and a warehouse say about it; `undefined` for what could not be read. */
const factsView = view(
  {
    ...tableFactsView.fields,
    rows: count,
    size: text,
    files: count,
    partitioned_by: texts,
    clustered_by: texts,
    last_written: text,
  },
  (found: Table, rows: number | undefined, storage: TableStorage | undefined) => ({
    ...tableFactsView(found),
    rows,
    size: storage?.size,
    files: storage?.files,
    partitioned_by: storage?.partitioned_by,
    clustered_by: storage?.clustered_by,
    last_written: storage?.last_written,
  }),
);

const readerView = view(
  { principal: z.string(), by: z.array(z.string()), lacks: texts },
  ({ principal, by, lacks }: TableReader) => ({ principal, by, lacks }),
);

const SAMPLE_ROWS = 5;
const CELL = 100;
/** Columns of a sample: of a wide table the first ones show what a row is. */
const SAMPLE_COLUMNS = 30;

export const describeTable = answers.tool({
  name: "describe_table",
  title: "Describe a table",
  description: "Returns columns, keys, size, lineage, readers, samples.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name: fullName("catalog.schema.table") }),
  output: z.object({
    full_name: z.string(),
    facts: factsView.schema,
    columns: tableView.fields.columns,
    constraints: texts,
    sample: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string().nullable())) }).optional(),
    // An empty list says that there are none; an absent one could not be read.
    upstreams: evenIfEmpty(texts.clone()),
    downstreams: evenIfEmpty(texts.clone()),
    readers: evenIfEmpty(z.array(readerView.schema).optional().describe("in addition to the owner")),
    missing,
  }),
  async run(call, { full_name }) {
    const found = await getTable(call.client, { full_name });
    const ctx = withDeadline(call);
    const parts = collectParts(ctx);
    const grants = { securable_type: "table", full_name, max_results: PAGE } as const;
    const [lineage, readable, stored] = await Promise.all([
      parts.read("lineage", getTableLineage(ctx.client, { table_name: full_name })),
      parts.read("who may read it", listEffectiveGrants(ctx.client, grants)),
      storedPart({ call, ctx }, parts, found),
    ]);
    if (readable?.next) parts.missing.push(`who may read it: only the first ${PAGE} principals; get_grants has all`);
    const { columns, constraints } = tableView(found);
    return {
      full_name: found.full_name,
      facts: factsView(found, stored.rows, stored.storage),
      columns,
      constraints,
      sample: stored.sample,
      upstreams: lineage?.upstreams.map((one) => neighbourText(tableNeighbourView(one))),
      downstreams: lineage?.downstreams.map((one) => neighbourText(tableNeighbourView(one))),
      readers: readable && readersOf(readable.items).map(readerView),
      missing: parts.missing,
    };
  },
  text: ({ full_name, facts, columns = [], constraints, sample, ...more }) =>
    [
      full_name,
      ...Object.entries(facts).map(
        ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
      ),
      ...sectionLines("constraints", constraints),
      ...(columns.length === 0 ? [] : [table(["column", "type", "comment"], columns.map(columnRow))]),
      ...(sample ? [`sample rows:\n${table(sample.columns, sample.rows)}`] : []),
      ...(more.upstreams?.length === 0 && more.downstreams?.length === 0 ? ["lineage: none recorded"] : []),
      ...sectionLines("made from", more.upstreams),
      ...sectionLines("feeds", more.downstreams),
      ...(more.readers?.length === 0
        ? ["may be read by nobody but its owner and those of its schema and catalog"]
        : []),
      ...sectionLines(
        "may be read, besides by its owner, by",
        more.readers?.map(
          ({ principal, by, lacks }) =>
            `${principal} (${by.join(", ")}${lacks ? `; lacks ${lacks.join(", ")} unless a group has it` : ""})`,
        ),
      ),
      ...missingLines(more.missing),
    ].join("\n"),
});

const columnRow = ({ name, type, not_null, comment, partition_index, mask }: z.output<typeof columnView.schema>) => [
  name,
  `${type ?? ""}${not_null ? " NOT NULL" : ""}`,
  [comment, partition_index !== undefined && `[partition ${partition_index}]`, mask && `[masked by ${mask}]`]
    .filter(Boolean)
    .join(" "),
];

/** `main.sales.items (TABLE; job_ids 12)`; only ids where no table is behind it. */
function neighbourText({ name, table_type, ...ids }: z.output<typeof tableNeighbourView.schema>): string {
  const through = Object.entries(ids).flatMap(([kind, list]) =>
    list === undefined ? [] : [`${kind} ${list.join(", ")}`],
  );
  const about = [table_type, ...through].filter(Boolean).join("; ");
  return name ? `${name}${about ? ` (${about})` : ""}` : about;
}

/** A statement has a time of its own, and must be cancelled when the parts' time is over: it takes the call's. */
interface Contexts {
  readonly call: Context;
  readonly ctx: Context;
}

/** The columns to look at where there are too many for all of them. */
function wide(parts: AnswerParts, columns: NonNullable<Table["columns"]>): string | undefined {
  if (columns.length <= SAMPLE_COLUMNS) return undefined;
  parts.missing.push(`sample rows: only of the first ${SAMPLE_COLUMNS} of ${columns.length} columns`);
  const first = columns.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0)).slice(0, SAMPLE_COLUMNS);
  return first.map(({ name }) => quotedPart(name)).join(", ");
}

/** What only a warehouse can tell: how much there is, and what it looks like. */
async function storedPart(
  { call, ctx }: Contexts,
  parts: AnswerParts,
  { full_name, table_type, data_source_format, columns }: Table,
) {
  const warehouse_id = await parts.read("size and sample rows", runningWarehouse(ctx));
  if (warehouse_id === undefined) return { rows: undefined, storage: undefined, sample: undefined };
  const name = quotedName(full_name);
  const ask = (statement: string, row_limit: number) => quickRows(call, { warehouse_id, statement, row_limit });
  const isDelta = data_source_format === "DELTA" && !table_type?.includes("VIEW");
  const few = wide(parts, columns ?? []);
  const [detail, counted, sample] = await Promise.all([
    isDelta ? parts.read("size", ask(`DESCRIBE DETAIL ${name}`, 1)) : undefined,
    // Of a Delta table its log tells the number; of others all rows would be read.
    isDelta ? parts.read("number of rows", ask(`SELECT count(*) FROM ${name}`, 1)) : undefined,
    parts.read("sample rows", ask(`SELECT ${few ?? "*"} FROM ${name} LIMIT ${SAMPLE_ROWS}`, SAMPLE_ROWS)),
  ]);
  return {
    rows: counted && numberOf(counted.rows[0]?.[0]),
    storage: detail && storageOf(detail.columns, detail.rows[0]),
    sample: sample && {
      columns: [...sample.columns],
      rows: sample.rows.map((row) => row.map((value) => value && oneLine(value, CELL))),
    },
  };
}
