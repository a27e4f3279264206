import type { Client } from "../../http/client.ts";
import { ApiError } from "../../http/errors.ts";
import { exportRun } from "../../jobs/run-output.ts";
import { cellsOf, type RunCell } from "../../jobs/run-page.ts";

/** The cells a notebook run ran; none where the platform cannot export it (too large, expired, not permitted). */
export async function ranCells(client: Client, run_id: string): Promise<readonly RunCell[]> {
  try {
    const { views } = await exportRun(client, { run_id, views_to_export: "CODE" });
    return (views ?? []).flatMap(({ content }) => cellsOf(content ?? "") ?? []);
  } catch (error) {
    if (error instanceof ApiError && OPTIONAL.has(error.kind)) return [];
    throw error;
  }
}

const OPTIONAL: ReadonlySet<ApiError["kind"]> = new Set([
  "invalid",
  "conflict",
  "not-found",
  "permission",
  "too-large",
  "not-available",
  "internal",
]);
