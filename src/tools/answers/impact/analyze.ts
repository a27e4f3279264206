import * as z from "zod";
import type { Table } from "../../../api/catalog/tables.ts";
import { text, texts } from "../../../core/fields.ts";
import { table } from "../../../core/output/table.ts";
import { view } from "../../../core/view.ts";
import { oneLine, plainOr } from "../../../text.ts";
import { tableWithColumns } from "../../catalog/table-columns.ts";
import { fullName } from "../../catalog/toolset.ts";
import { collectParts, missing, sectionLines, withDeadline } from "../parts.ts";
import { answers } from "../toolset.ts";
import { findCode } from "./code.ts";
import { findIndexes, findModels, findShares } from "./models.ts";
import { findMonitors } from "./monitors.ts";
import { findDependents, findLineage } from "./relations.ts";
import type { Affected, ImpactTarget } from "./target.ts";
import { findAlerts, findDashboards, findQueries } from "./texts.ts";

const affectedView = view(
  { kind: z.string(), name: text, id: text, owner: text, because: z.string() },
  ({ kind, name, id, owner, because }: Affected) => ({ kind, name, id, owner, because }),
);
const affectedList = z.array(affectedView.schema);

/** Places that are never searched. */
const NOT_SEARCHED = [
  "notebooks in folders of other users, unless a job or pipeline runs them",
  "Lakebase synced tables, clean rooms, feature specs, and policies on other tables that read it",
  "Genie spaces, apps, and code outside of the workspace: Git repositories, BI tools, other workspaces",
];

const SEARCHED =
  "lineage of the last year, definitions of views and functions, saved queries, alerts, dashboards, jobs, pipelines, notebooks and files, models, serving endpoints, vector search indexes, shares, data quality monitors";

export const analyzeImpact = answers.tool({
  name: "analyze_impact",
  title: "Analyze the impact of a change",
  servedIn: ["engineer", "analyst"],
  description:
    "Lists what breaks if a table, view or column is changed or dropped: views, jobs, notebooks, queries, dashboards, pipelines, models and shares, each with the line or setting that shows it, and what was not searched.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    full_name: fullName("catalog.schema.table"),
    column_name: z.string().min(1).max(255).optional().describe("Column, if only it changes"),
  }),
  aliases: { table_name: "full_name" },
  output: z.object({
    full_name: z.string(),
    column_name: text,
    breaks: affectedList.describe("certain"),
    may_break: affectedList.describe("incomplete names, or past use"),
    searched: z.string(),
    notes: texts,
    missing,
  }),
  async run(call, { full_name, column_name }) {
    const found = await tableWithColumns(call, full_name, column_name === undefined ? [] : [column_name]);
    const column = column_name?.toLowerCase();
    const ctx = withDeadline(call);
    const parts = collectParts(ctx);
    const of = { full_name: found.full_name, column };
    const [dependents, lineage] = await Promise.all([
      findDependents({ call, ctx }, parts, of),
      findLineage(ctx, parts, of),
    ]);
    const target: ImpactTarget = { ...of, views: dependents.views };
    const [queries, alerts, dashboards, models, indexes, shares, monitors] = await Promise.all([
      findQueries(ctx, parts, target),
      findAlerts(ctx, parts, target),
      findDashboards(ctx, parts, target),
      findModels(ctx, parts, target),
      findIndexes(ctx, parts, target),
      findShares(ctx, parts, target),
      findMonitors(ctx, parts, target, found),
    ]);
    const texts = [...queries, ...alerts, ...dashboards];
    const code = await findCode(ctx, parts, target, texts);
    const affected = merged([
      ...dependents.affected,
      ...texts,
      ...code,
      ...models,
      ...indexes,
      ...shares,
      ...monitors,
      ...lineage,
    ]);
    return {
      full_name: found.full_name,
      column_name,
      breaks: affected.filter(({ certain }) => certain).map((one) => affectedView(one)),
      may_break: affected.filter(({ certain }) => !certain).map((one) => affectedView(one)),
      searched: SEARCHED,
      notes: notesOn(found),
      missing: [...parts.missing, ...NOT_SEARCHED],
    };
  },
  text: ({ full_name, column_name, breaks, may_break, searched, ...of }) => {
    const what = column_name === undefined ? full_name : `${full_name}.${column_name}`;
    return [
      breaks.length + may_break.length === 0
        ? `Nothing was found that depends on ${what}.`
        : `If ${what} is changed or dropped:`,
      ...listOf("breaks", breaks),
      ...listOf("may break", may_break),
      ...(of.notes ?? []),
      `Searched: ${searched}.`,
      ...sectionLines("Not searched", of.missing),
    ].join("\n");
  },
});

/** Notes on the target: whether it has lineage of its own, and the pipeline that makes it. */
function notesOn({ table_type, pipeline_id }: Pick<Table, "table_type" | "pipeline_id">): string[] {
  const isView = table_type?.includes("VIEW") && table_type !== "MATERIALIZED_VIEW";
  return [
    ...(isView ? ["It is a view: lineage belongs to the tables that it reads."] : []),
    ...(pipeline_id
      ? [`Pipeline ${plainOr(pipeline_id, "of the workspace")} makes it, so it is changed in that pipeline's code.`]
      : []),
  ];
}

const listOf = (heading: string, affected: z.output<typeof affectedList>): string[] =>
  affected.length === 0
    ? []
    : [
        `${heading} (${affected.length}):`,
        table(
          ["kind", "name", "id", "owner", "because"],
          affected.map(({ kind, name = "", id = "", owner = "", because }) => [
            kind,
            oneLine(name),
            id,
            owner,
            because,
          ]),
        ),
      ];

/** Each object once, with the strongest reason first. An object that lineage names by its id is the one found by its text. */
function merged(affected: readonly Affected[]): readonly Affected[] {
  const found = new Map<string, Affected>();
  for (const one of affected) {
    const key = `${one.kind} ${(one.id ?? one.name).toLowerCase()}`;
    const known = found.get(key);
    if (known === undefined || (one.certain && !known.certain)) {
      found.set(key, known ? { ...known, because: one.because, certain: true } : one);
    }
  }
  return [...found.values()];
}
