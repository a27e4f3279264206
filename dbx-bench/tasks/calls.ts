import { type Answer, field, pick, type Step } from "../task.ts";
import type { Json } from "../workspace/rest.ts";

/** A query that changes nothing. */
export const read = (statement: string): Step => ({ tool: "execute_sql_read_only", args: { statement } });

/** A statement that changes something. */
export const run = (statement: string): Step => ({ tool: "execute_sql", args: { statement } });

export const jobsNamed = (name: string): Step => ({ tool: "list_jobs", args: { name } });

/** Revokes the two expired tokens that the first call listed. */
export const revokeExpired = (more: Json = {}): readonly Step[] =>
  ["old laptop", "airflow"].map((comment) => ({
    tool: "revoke_token",
    args: ([tokens]) => ({ token_id: field(pick(tokens, "tokens", "comment", comment), "token_id"), ...more }),
  }));

/** The ID of the first job that an earlier call listed. */
export const firstJob = ([found]: readonly Answer[]): string => String(field(found, "jobs", 0, "job_id"));

export const ORDERS = "main.sales.orders";
export const NIGHTLY = "620114587321";
export const NIGHTLY_OLD = "620114587322";
export const TRAIN = "731480216905";
export const SHARED = "7e083095329f3ca5";
export const NIGHT = "a1b2c3d4e5f60718";
