import { listAlerts } from "../../../api/sql/alerts.ts";
import { getDashboard, listDashboards } from "../../../api/sql/dashboards/dashboards.ts";
import { readDocument } from "../../../api/sql/dashboards/document.ts";
import { listQueries } from "../../../api/sql/queries.ts";
import type { Context } from "../../../core/calls/context.ts";
import { inTurn } from "../../in-turn.ts";
import type { AnswerParts } from "../parts.ts";
import { listed } from "./listing.ts";
import { type Affected, type Dependence, dependenceOf, type ImpactTarget } from "./target.ts";

const PAGE = 100;
/** Dashboards whose document is read, one request each. */
const MAX_DASHBOARDS = 150;

/** Saved queries whose SQL depends on the target. */
export async function findQueries(ctx: Context, parts: AnswerParts, target: ImpactTarget): Promise<Affected[]> {
  const found = await listed(parts, "saved queries", (page_token) =>
    listQueries(ctx.client, { page_size: PAGE, page_token }),
  );
  return found.flatMap(({ id, display_name, query_text, owner_user_name: owner, catalog, schema }) => {
    const uses = dependenceOf(query_text ?? "", target, "sql", { catalog, schema });
    return uses ? [{ kind: "query", name: display_name ?? id, id, owner, ...uses }] : [];
  });
}

/** Alerts whose SQL depends on the target. */
export async function findAlerts(ctx: Context, parts: AnswerParts, target: ImpactTarget): Promise<Affected[]> {
  const found = await listed(parts, "alerts", (page_token) => listAlerts(ctx.client, { page_size: PAGE, page_token }));
  return found.flatMap(({ id, display_name, query_text, owner_user_name: owner }) => {
    const uses = dependenceOf(query_text ?? "", target, "sql");
    return uses ? [{ kind: "alert", name: display_name ?? id, id, owner, ...uses }] : [];
  });
}

/** Dashboards with a dataset that depends on the target. */
export async function findDashboards(ctx: Context, parts: AnswerParts, target: ImpactTarget): Promise<Affected[]> {
  const found = await listed(
    parts,
    "dashboards",
    (page_token) => listDashboards(ctx.client, { page_size: PAGE, page_token }),
    MAX_DASHBOARDS,
  );
  const affected = await inTurn(found, async ({ dashboard_id, display_name, path }) => {
    const draft = await parts.read(`dashboard ${dashboard_id}`, getDashboard(ctx.client, { dashboard_id }));
    const uses = ofDatasets(draft?.serialized_dashboard, target);
    return uses ? [{ kind: "dashboard", name: path ?? display_name ?? dashboard_id, id: dashboard_id, ...uses }] : [];
  });
  return affected.flat();
}

function ofDatasets(serialized: string | null | undefined, target: ImpactTarget): Dependence | undefined {
  const found = (readDocument(serialized)?.datasets ?? []).flatMap((dataset) => {
    const { queryLines, query, asset_name, catalog, schema } = dataset;
    // A dataset can be a table itself.
    const sql = asset_name === undefined ? (queryLines ?? query ?? "") : `SELECT * FROM ${asset_name}`;
    const uses = dependenceOf(sql, target, "sql", { catalog, schema });
    return uses ? [{ ...uses, because: `dataset ${dataset.displayName ?? dataset.name ?? ""}, ${uses.because}` }] : [];
  });
  return found.find(({ certain }) => certain) ?? found[0];
}
