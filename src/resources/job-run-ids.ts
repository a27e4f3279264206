import type { Context } from "../core/calls/context.ts";
import { listJobRuns } from "../tools/jobs/run-list.ts";
import { matchTyped, reuseRecent } from "./completion.ts";

/** The platform's maximum page size for runs, and the number of pages read. */
const PAGE = 24;
const PAGES = 3;

type Run = Awaited<ReturnType<typeof listJobRuns.run>>["runs"][number];

const recentRuns = (ctx: Context): Promise<readonly Run[]> =>
  reuseRecent(ctx, "job runs", async () => {
    const runs: Run[] = [];
    let page_token: string | undefined;
    for (let page = 0; page < PAGES; page += 1) {
      const listed = await listJobRuns.run(ctx, { limit: PAGE, page_token });
      for (const run of listed.runs) runs.push(run);
      page_token = listed.next_page_token;
      if (page_token === undefined) break;
    }
    return runs;
  });

const candidate = ({ run_id, run_name }: Run) => ({ value: run_id, words: run_name });

/** Results that are not failures. */
const EXPECTED: ReadonlySet<string | undefined> = new Set(["SUCCESS", "SUCCESS_WITH_FAILURES", "CANCELED"]);

const failed = ({ life_cycle_state, result_state }: Run): boolean =>
  life_cycle_state === "INTERNAL_ERROR" || (life_cycle_state === "TERMINATED" && !EXPECTED.has(result_state));

/** Ids of recent runs, newest first, matched by id or name. */
export const completeRunId = (ctx: Context, typed: string): Promise<readonly string[]> =>
  matchTyped(
    recentRuns(ctx).then((runs) => runs.map(candidate)),
    typed,
  );

/** Ids of recent failed runs, newest first, matched by id or name. */
export const completeFailedRunId = (ctx: Context, typed: string): Promise<readonly string[]> =>
  matchTyped(
    recentRuns(ctx).then((runs) => runs.filter(failed).map(candidate)),
    typed,
  );
