import type { Context } from "../core/calls/context.ts";
import { listQueryHistory } from "../tools/sql/query-history.ts";
import { matchTyped, reuseRecent } from "./completion.ts";

/** Maximum number of values in a completion. */
const OFFERED = 100;

/** Ids of recent statements (of one warehouse, if given), newest first, matched by id or SQL text. */
export const completeStatementId = (
  ctx: Context,
  typed: string,
  warehouse_id?: string | undefined,
): Promise<readonly string[]> =>
  matchTyped(
    reuseRecent(ctx, `statements ${warehouse_id ?? ""}`, async () => {
      const { queries } = await listQueryHistory.run(ctx, { limit: OFFERED, include_metrics: false, warehouse_id });
      return queries.map(({ statement_id, query_text }) => ({ value: statement_id, words: query_text }));
    }),
    typed,
  );
