import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import { explainRunState, hasRunEnded } from "../../api/jobs/run-state.ts";
import * as api from "../../api/jobs/runs.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { runSummaryView } from "./run-view.ts";
import { jobId, jobIdFields } from "./settings.ts";
import { jobs } from "./toolset.ts";

/** The platform's maximum. */
const RUNS_PER_PAGE = 24;
/** Pages that are searched for runs with a result. */
const PAGES_SEARCHED = 20;
const RESULTS = ["FAILED", "SUCCESS", "CANCELED", "TIMEDOUT", "SKIPPED", "SUCCESS_WITH_FAILURES"];

/** Whether a run ended with this result. A failure is also one that the platform names by its own state. */
const endedAs =
  (result: string) =>
  (run: api.JobRun): boolean => {
    const { result_state, life_cycle_state } = explainRunState(run);
    const known = result_state ?? (life_cycle_state === "SKIPPED" ? "SKIPPED" : "FAILED");
    return hasRunEnded(run) && known === result;
  };

export const listJobRuns = jobs.tool({
  name: "list_job_runs",
  title: "List job runs",
  description: "Lists the runs of one job or of all jobs, newest first, e.g. those that failed since last night.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    job_id: jobId.optional(),
    active_only: z.boolean().optional().describe("Only runs that have not ended"),
    completed_only: z.boolean().optional().describe("Only runs that have ended"),
    result_state: z
      .string()
      .toUpperCase()
      .refine((state) => RESULTS.includes(state), `must be one of ${RESULTS.join(", ")}`)
      .optional()
      .describe("Only ended runs with this result, e.g. FAILED, SUCCESS, CANCELED"),
    start_time: params.time.describe("ISO 8601"),
    end_time: params.time.describe("ISO 8601"),
    limit: params.limit(20, 24),
    page_token: params.pageToken,
  }),
  aliases: { ...jobIdFields, max_results: "limit", start_time_from: "start_time", start_time_to: "end_time" },
  output: z.object({ runs: z.array(runSummaryView.schema), next_page_token: text }),
  async run(ctx, { page_token, start_time, end_time, result_state, ...filter }) {
    const query = {
      ...filter,
      ...compact({ start_time_from: params.epochMs(start_time), start_time_to: params.epochMs(end_time) }),
      // The platform cannot filter by result, so more runs are read for a page of the matching ones.
      ...(result_state !== undefined && { completed_only: true, limit: RUNS_PER_PAGE }),
    };
    const fetchPage = async (token: string | undefined) => {
      const page = await api.listRuns(ctx.client, { ...query, page_token: token });
      return result_state === undefined ? page : { ...page, items: page.items.filter(endedAs(result_state)) };
    };
    const { items, next } = await collect(fetchPage, result_state === undefined ? 1 : filter.limit, {
      from: page_token,
      maxPages: PAGES_SEARCHED,
    });
    return { runs: items.map((run) => runSummaryView(run)), next_page_token: next };
  },
});
