import * as z from "zod";
import { listEffectiveGrants } from "../../api/catalog/grants.ts";
import { getTableLineage } from "../../api/catalog/lineage.ts";
import { readersOf } from "../../api/catalog/readers.ts";
import { detailOf } from "../../api/catalog/table-detail.ts";
import { getTable, type Table } from "../../api/catalog/tables.ts";
import { quotedName, quotedPart } from "../../api/sql/names.ts";
import { numberOf } from "../../api/sql/quantities.ts";
import type { Context } from "../../core/calls/context.ts";
import { text, texts } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { tableIdentity, tableOrigin } from "../catalog/table-record.ts";
import { tableDetails } from "../catalog/table-view.ts";
import { fullName, PAGE } from "../catalog/toolset.ts";
import { inTime, missing, missingLines, type Parts, partsOf, section } from "./parts.ts";
import { quickRows, runningWarehouse } from "./sql.ts";
import { answers } from "./toolset.ts";

const columns = z.array(
  z.object({
    name: z.string(),
    type: text,
    not_null: z.boolean().optional(),
    comment: text,
    partition_index: z.number().optional(),
    mask: text,
  }),
);

const facts = z.object({
  ...tableIdentity,
  ...tableOrigin,
  rows: z.number().optional(),
  size: text,
  files: z.number().optional(),
  partitioned_by: texts,
  clustered_by: texts,
  last_written: text,
});

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
    facts,
    columns: columns.optional(),
    constraints: texts,
    sample: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string().nullable())) }).optional(),
    upstreams: texts,
    downstreams: texts,
    readers: z
      .array(z.object({ principal: z.string(), by: z.array(z.string()), lacks: texts }))
      .optional()
      .describe("besides the owner"),
    missing,
  }),
  async run(call, { full_name }) {
    const found = await getTable(call.client, { full_name });
    const ctx = inTime(call);
    const parts = partsOf(ctx);
    const grants = { securable_type: "table", full_name, max_results: PAGE } as const;
    const [lineage, readable, stored] = await Promise.all([
      parts.part("lineage", getTableLineage(ctx.client, { table_name: full_name })),
      parts.part("who may read it", listEffectiveGrants(ctx.client, grants)),
      storedPart({ call, ctx }, parts, found),
    ]);
    if (readable?.next) parts.missing.push(`who may read it: only the first ${PAGE} principals; get_grants has all`);
    const { full_name: name, columns, constraints, ...facts } = tableDetails(found);
    return {
      full_name: name,
      facts: { ...facts, ...stored.facts },
      ...compact({
        columns,
        constraints,
        sample: stored.sample,
        missing: parts.missing,
      }),
      // Nothing found is an answer, other than what could not be read.
      ...(lineage && { upstreams: lineage.upstreams.map(neighbour), downstreams: lineage.downstreams.map(neighbour) }),
      ...(readable && { readers: readersOf(readable.items) }),
    };
  },
  text: ({ full_name, facts, columns = [], constraints, sample, ...more }) =>
    [
      full_name,
      ...Object.entries(facts).map(
        ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
      ),
      ...section("constraints", constraints),
      ...(columns.length === 0 ? [] : [table(["column", "type", "comment"], columns.map(columnRow))]),
      ...(sample ? [`sample rows:\n${table(sample.columns, sample.rows)}`] : []),
      ...(more.upstreams?.length === 0 && more.downstreams?.length === 0 ? ["lineage: none recorded"] : []),
      ...section("made from", more.upstreams),
      ...section("feeds", more.downstreams),
      ...(more.readers?.length === 0
        ? ["may be read by nobody but its owner and those of its schema and catalog"]
        : []),
      ...section(
        "may be read, besides by its owner, by",
        more.readers?.map(
          ({ principal, by, lacks }) =>
            `${principal} (${by.join(", ")}${lacks ? `; lacks ${lacks.join(", ")} unless a group has it` : ""})`,
        ),
      ),
      ...missingLines(more.missing),
    ].join("\n"),
});

const columnRow = ({ name, type, not_null, comment, partition_index, mask }: z.output<typeof columns>[number]) => [
  name,
  `${type ?? ""}${not_null ? " NOT NULL" : ""}`,
  [comment, partition_index !== undefined && `[partition ${partition_index}]`, mask && `[masked by ${mask}]`]
    .filter(Boolean)
    .join(" "),
];

/** `main.sales.items (TABLE; job_ids 12)`; only ids where no table is behind it. */
function neighbour({ name, table_type, ...ids }: Readonly<Record<string, string | string[] | undefined>>): string {
  const through = Object.entries(ids).flatMap(([kind, list]) =>
    Array.isArray(list) ? [`${kind} ${list.join(", ")}`] : [],
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
function wide(parts: Parts, columns: NonNullable<Table["columns"]>): string | undefined {
  if (columns.length <= SAMPLE_COLUMNS) return undefined;
  parts.missing.push(`sample rows: only of the first ${SAMPLE_COLUMNS} of ${columns.length} columns`);
  const first = columns.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0)).slice(0, SAMPLE_COLUMNS);
  return first.map(({ name }) => quotedPart(name)).join(", ");
}

/** What only a warehouse can tell: how much there is, and what it looks like. */
async function storedPart(
  { call, ctx }: Contexts,
  parts: Parts,
  { full_name, table_type, data_source_format, columns }: Table,
) {
  const warehouse_id = await parts.part("size and sample rows", runningWarehouse(ctx));
  if (warehouse_id === undefined) return { facts: {} };
  const name = quotedName(full_name);
  const ask = (statement: string, row_limit: number) => quickRows(call, { warehouse_id, statement, row_limit });
  const isDelta = data_source_format === "DELTA" && !table_type?.includes("VIEW");
  const few = wide(parts, columns ?? []);
  const [detail, count, sample] = await Promise.all([
    isDelta ? parts.part("size", ask(`DESCRIBE DETAIL ${name}`, 1)) : undefined,
    // Of a Delta table its log tells the number; of others all rows would be read.
    isDelta ? parts.part("number of rows", ask(`SELECT count(*) FROM ${name}`, 1)) : undefined,
    parts.part("sample rows", ask(`SELECT ${few ?? "*"} FROM ${name} LIMIT ${SAMPLE_ROWS}`, SAMPLE_ROWS)),
  ]);
  return {
    facts: {
      ...compact({ rows: count && numberOf(count.rows[0]?.[0]) }),
      ...(detail && detailOf(detail.columns, detail.rows[0])),
    },
    sample: sample && {
      columns: [...sample.columns],
      rows: sample.rows.map((row) => row.map((value) => value && oneLine(value, CELL))),
    },
  };
}
