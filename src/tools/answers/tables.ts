import * as z from "zod";
import { listEffectiveGrants, readersOf, type TableReader } from "../../api/catalog/grants.ts";
import { getTableLineage, type TableNeighbour } from "../../api/catalog/lineage.ts";
import { storageOf, type Table, type TableStorage, whyNoSize } from "../../api/catalog/tables.ts";
import { listTags, type TagAssignment } from "../../api/catalog/tags.ts";
import { quotedName, quotedPart, quotedText } from "../../api/sql/names.ts";
import { numberOf } from "../../api/sql/quantities.ts";
import type { Row } from "../../api/sql/rows/rows.ts";
import type { Context } from "../../core/calls/context.ts";
import { count, text, texts } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { evenIfEmpty, view } from "../../core/view.ts";
import { oneLine } from "../../text.ts";
import { lineageNames } from "../catalog/lineage-names.ts";
import { tableNeighbourView } from "../catalog/lineage-view.ts";
import { tableByName } from "../catalog/near-names.ts";
import { type columnView, tableFactsView, tableView } from "../catalog/table-view.ts";
import { fullName, PAGE } from "../catalog/toolset.ts";
import { type AnswerParts, collectParts, missing, missingLines, sectionLines, withDeadline } from "./parts.ts";
import { quickRows, runningWarehouse } from "./sql.ts";
import { answers } from "./toolset.ts";

/** Facts about a table from its record and from a warehouse. Facts that could not be read are left out. */
const factsView = view(
  {
    ...tableFactsView.fields,
    rows: count,
    size: text.describe("or why it is not known"),
    files: count,
    partitioned_by: texts,
    clustered_by: texts,
    last_written: text,
  },
  (found: Table, rows: number | undefined, storage: TableStorage | undefined) => ({
    ...tableFactsView(found),
    rows,
    size: storage?.size ?? whyNoSize(found),
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
/** Maximum number of columns in a sample: the first ones are enough to understand a wide table. */
const SAMPLE_COLUMNS = 30;

export const describeTable = answers.tool({
  name: "describe_table",
  title: "Describe a table",
  description:
    "Returns a table's columns, keys, tags, size, lineage, the principals that can read it, and sample rows. Size, column tags and samples require a running SQL warehouse.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name: fullName("catalog.schema.table") }),
  output: z.object({
    full_name: z.string(),
    facts: factsView.schema,
    columns: tableView.fields.columns,
    tags: texts.describe("of the table"),
    column_tags: z.record(z.string(), z.array(z.string())).optional(),
    constraints: texts,
    sample: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string().nullable())) }).optional(),
    // An empty list means that there are none; a list that could not be read is absent.
    upstreams: evenIfEmpty(texts.clone()),
    downstreams: evenIfEmpty(texts.clone()),
    readers: evenIfEmpty(z.array(readerView.schema).optional().describe("in addition to the owner")),
    missing,
  }),
  async run(call, { full_name }) {
    const found = await tableByName(call, full_name);
    const ctx = withDeadline(call);
    const parts = collectParts(ctx);
    const grants = { securable_type: "table", full_name, max_results: PAGE } as const;
    const [tags, lineage, readable, stored] = await Promise.all([
      parts.read("tags", listTags(ctx.client, { entity_type: "tables", entity_name: full_name, max_results: PAGE })),
      lineagePart(ctx, parts, full_name),
      parts.read("readers", listEffectiveGrants(ctx.client, grants)),
      storedPart({ call, ctx }, parts, found),
    ]);
    if (readable?.next) parts.missing.push(`readers: only the first ${PAGE} principals; get_grants lists all`);
    const { columns, constraints } = tableView(found);
    return {
      full_name: found.full_name,
      facts: factsView(found, stored.rows, stored.storage),
      columns,
      tags: (tags?.items ?? []).map(tagText),
      column_tags: stored.columnTags,
      constraints,
      sample: stored.sample,
      upstreams: lineage?.upstreams,
      downstreams: lineage?.downstreams,
      readers: readable && readersOf(readable.items).map(readerView),
      missing: parts.missing,
    };
  },
  text: ({ full_name, facts, columns = [], tags, column_tags = {}, constraints, sample, ...more }) =>
    [
      full_name,
      ...(tags ? [`tags: ${tags.join(", ")}`] : []),
      ...Object.entries(facts).map(
        ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
      ),
      ...sectionLines("constraints", constraints),
      ...(columns.length === 0
        ? []
        : [
            table(
              ["column", "type", "comment"],
              columns.map((one) => columnRow(one, column_tags[one.name])),
            ),
          ]),
      ...(sample ? [`sample rows:\n${table(sample.columns, sample.rows)}`] : []),
      ...(more.upstreams?.length === 0 && more.downstreams?.length === 0 ? ["lineage: none recorded"] : []),
      ...sectionLines("upstreams", more.upstreams),
      ...sectionLines("downstreams", more.downstreams),
      ...(more.readers?.length === 0 ? ["readable only by its owner and the owners of its schema and catalog"] : []),
      ...sectionLines(
        "readable by its owner and",
        more.readers?.map(
          ({ principal, by, lacks }) =>
            `${principal} (${by.join(", ")}${lacks ? `; lacks ${lacks.join(", ")} unless a group grants it` : ""})`,
        ),
      ),
      ...missingLines(more.missing),
    ].join("\n"),
});

const columnRow = (
  { name, type, not_null, comment, partition_index, mask }: z.output<typeof columnView.schema>,
  tags: readonly string[] = [],
) => [
  name,
  `${type ?? ""}${not_null ? " NOT NULL" : ""}`,
  [
    comment,
    partition_index !== undefined && `[partition ${partition_index}]`,
    mask && `[masked by ${mask}]`,
    tags.length > 0 && `[tags ${tags.join(", ")}]`,
  ]
    .filter(Boolean)
    .join(" "),
];

/** `pii=email`, or only the key of a tag without a value. */
const tagText = ({ tag_key, tag_value }: TagAssignment): string => (tag_value ? `${tag_key}=${tag_value}` : tag_key);

/** The neighbours in words, with the names of jobs and others that lineage knows by their IDs. */
async function lineagePart(ctx: Context, parts: AnswerParts, table_name: string) {
  const lineage = await parts.read("lineage", getTableLineage(ctx.client, { table_name }));
  if (lineage === undefined) return undefined;
  const { upstreams, downstreams } = lineage;
  const names = await lineageNames(ctx, [...upstreams, ...downstreams], parts.read);
  const words = (one: TableNeighbour) => neighbourText(tableNeighbourView(one, names));
  return { upstreams: upstreams.map(words), downstreams: downstreams.map(words) };
}

/** `main.sales.items (TABLE; job_ids 12 nightly)`, or only ids for a neighbour that is not a table. */
function neighbourText({ name, table_type, names, ...ids }: z.output<typeof tableNeighbourView.schema>): string {
  const named = (id: string) => (names?.[id] === undefined ? id : `${id} ${names[id]}`);
  const through = Object.entries(ids).flatMap(([kind, list]) =>
    list === undefined ? [] : [`${kind} ${list.map(named).join(", ")}`],
  );
  const about = [table_type, ...through].filter(Boolean).join("; ");
  return name ? `${name}${about ? ` (${about})` : ""}` : about;
}

/** `ctx` has the deadline of the parts. Statements use the context of the call, so that they can still be cancelled. */
interface Contexts {
  readonly call: Context;
  readonly ctx: Context;
}

/** The first columns of a table that has too many for a sample, quoted for SQL; otherwise undefined. */
function sampledColumns(parts: AnswerParts, columns: NonNullable<Table["columns"]>): string | undefined {
  if (columns.length <= SAMPLE_COLUMNS) return undefined;
  parts.missing.push(`sample rows: only the first ${SAMPLE_COLUMNS} of ${columns.length} columns`);
  const first = columns.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0)).slice(0, SAMPLE_COLUMNS);
  return first.map(({ name }) => quotedPart(name)).join(", ");
}

/** The size of a table and sample rows, which only a warehouse can read. */
async function storedPart({ call, ctx }: Contexts, parts: AnswerParts, found: Table) {
  const { full_name, columns } = found;
  const isSized = whyNoSize(found) === undefined;
  const wanted = [...(isSized ? ["size"] : []), "column tags and sample rows"].join(", ");
  const warehouse_id = await parts.read(wanted, runningWarehouse(ctx));
  if (warehouse_id === undefined)
    return { rows: undefined, storage: undefined, sample: undefined, columnTags: undefined };
  const name = quotedName(full_name);
  const ask = (statement: string, row_limit: number) => quickRows(call, { warehouse_id, statement, row_limit });
  const few = sampledColumns(parts, columns ?? []);
  const [tagged, detail, counted, sample] = await Promise.all([
    // One query instead of a request for each column.
    parts.read("column tags", ask(columnTagsQuery(full_name), TAGS_READ)),
    isSized ? parts.read("size", ask(`DESCRIBE DETAIL ${name}`, 1)) : undefined,
    // Delta counts rows from its log; of other tables this would read all rows.
    isSized ? parts.read("number of rows", ask(`SELECT count(*) FROM ${name}`, 1)) : undefined,
    parts.read("sample rows", ask(`SELECT ${few ?? "*"} FROM ${name} LIMIT ${SAMPLE_ROWS}`, SAMPLE_ROWS)),
  ]);
  return {
    columnTags: tagged && tagsByColumn(tagged.rows),
    rows: counted && numberOf(counted.rows[0]?.[0]),
    storage: detail && storageOf(detail.columns, detail.rows[0]),
    sample: sample && {
      columns: [...sample.columns],
      rows: sample.rows.map((row) => row.map((value) => value && oneLine(value, CELL))),
    },
  };
}

const TAGS_READ = 500;

const columnTagsQuery = (full_name: string): string => {
  const [catalog = "", schema = "", name = ""] = full_name.split(".");
  const where = `schema_name = ${quotedText(schema.toLowerCase())} AND table_name = ${quotedText(name.toLowerCase())}`;
  return `SELECT column_name, tag_name, tag_value FROM ${quotedPart(catalog)}.information_schema.column_tags WHERE ${where}`;
};

function tagsByColumn(rows: readonly Row[]): Record<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [column, tag_key, tag_value] of rows) {
    if (!column || !tag_key) continue;
    found.set(column, [...(found.get(column) ?? []), tagText({ tag_key, tag_value })]);
  }
  return Object.fromEntries(found);
}
