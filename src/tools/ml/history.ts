import type { Client } from "../../api/http/client.ts";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/ml/runs.ts";

/** One page to read, or the pages to sample from: up to a quarter of a million points. */
const PAGE = { size: 500, pages: 1 };
const WHOLE = { size: api.LARGEST_HISTORY_PAGE, pages: 10 };

/** Logged values of a metric: one page, or as many as ten large pages hold. `next` is the token of the following page. */
export function readHistory(
  client: Client,
  { page_token, ...metric }: { run_id: string; metric_key: string; page_token?: string | undefined },
  extent: "page" | "whole",
) {
  const { size, pages } = extent === "page" ? PAGE : WHOLE;
  return collect(
    (token) => api.getMetricHistory(client, { ...metric, max_results: size, page_token: token }),
    Number.POSITIVE_INFINITY,
    { from: page_token, maxPages: pages },
  );
}
