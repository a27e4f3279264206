import type { Context } from "../core/calls/context.ts";
import { listQueryHistory } from "../tools/sql/query-history.ts";
import { offer, recently } from "./completion.ts";

/** As many as completion sends. */
const OFFERED = 100;

/** Ids of statements that ran lately (on one warehouse, where it is given), newest first, by id or by their SQL. */
export const completeStatementId = (
  ctx: Context,
  typed: string,
  warehouse_id?: string | undefined,
): Promise<readonly string[]> =>
  offer(
    recently(ctx, `statements ${warehouse_id ?? ""}`, async () => {
      const { queries } = await listQueryHistory.run(ctx, { limit: OFFERED, include_metrics: false, warehouse_id });
      return queries.map(({ statement_id, query_text }) => ({ value: statement_id, words: query_text }));
    }),
    typed,
  );
