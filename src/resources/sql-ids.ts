import type { Context } from "../core/context.ts";
import { listQueryHistory } from "../tools/query-history.ts";
import { listWarehouses } from "../tools/sql-warehouses.ts";
import { offer, recently } from "./completion.ts";

/** As many as completion sends. */
const OFFERED = 100;

/** Ids of statements that ran lately, newest first, by id or by their SQL. */
export const completeStatementId = (ctx: Context, typed: string): Promise<readonly string[]> =>
  offer(
    recently(ctx, "statements", async () => {
      const { queries } = await listQueryHistory.run(ctx, { limit: OFFERED, include_metrics: false });
      return queries.map(({ statement_id, query_text }) => ({ value: statement_id, words: query_text }));
    }),
    typed,
  );

/** Ids of SQL warehouses, by id or by name. */
export const completeWarehouseId = (ctx: Context, typed: string): Promise<readonly string[]> =>
  offer(
    recently(ctx, "warehouses", async () => {
      const { warehouses } = await listWarehouses.run(ctx, { limit: OFFERED });
      return warehouses.map(({ id, name }) => ({ value: id, words: name }));
    }),
    typed,
  );
