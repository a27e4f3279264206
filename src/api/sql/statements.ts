import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import { path } from "../http/path.ts";

const count = int64.nullish();

const chunk = z.looseObject({ chunk_index: z.number(), row_offset: int64, row_count: int64 });
/** The position of a chunk in the result: its index, first row and number of rows. */
export type ChunkPlace = z.output<typeof chunk>;

const resultData = z.looseObject({
  chunk_index: z.number().nullish(),
  row_offset: count,
  row_count: count,
  data_array: z.array(z.array(z.string().nullable())).nullish(),
  external_links: z
    .array(
      z.looseObject({
        chunk_index: z.number().nullish(),
        external_link: z.string(),
        http_headers: z.record(z.string(), z.string()).nullish(),
      }),
    )
    .nullish(),
});
/** The rows of a chunk, or links to them. The links are credentials and must neither be shown nor logged. */
export type ResultData = z.output<typeof resultData>;

const manifest = z.looseObject({
  schema: z
    .looseObject({
      columns: z
        .array(z.looseObject({ name: z.string(), type_text: z.string().nullish(), type_name: z.string().nullish() }))
        .nullish(),
    })
    .nullish(),
  chunks: z.array(chunk).nullish(),
  total_chunk_count: count,
  total_row_count: count,
  truncated: z.boolean().nullish(),
});
/** The columns and chunks of a result. */
export type Manifest = z.output<typeof manifest>;

/** `StatementResponse`: the fields we read. */
export const statementResponse = z.looseObject({
  statement_id: z.string(),
  status: z.looseObject({
    state: z.string(),
    error: z.looseObject({ error_code: z.string().nullish(), message: z.string().nullish() }).nullish(),
    sql_state: z.string().nullish(),
  }),
  manifest: manifest.nullish(),
  result: resultData.nullish(),
});
/** A statement with its state and, once it has succeeded, its result. */
export type Statement = z.output<typeof statementResponse>;

const OVER = new Set(["SUCCEEDED", "FAILED", "CANCELED", "CLOSED"]);

/** Whether the statement has reached a final state. */
export const isOver = ({ status }: Statement): boolean => OVER.has(status.state);

/** A statement to execute. */
export interface NewStatement {
  readonly statement: string;
  readonly warehouse_id: string;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  /** A `value` that is null or absent is NULL; `type` defaults to STRING. */
  readonly parameters?:
    | readonly {
        readonly name: string;
        readonly value?: string | null | undefined;
        readonly type?: string | undefined;
      }[]
    | undefined;
  readonly row_limit: number;
  /** Seconds to wait for the end, 0 or from 5 to 50. The statement continues afterwards. */
  readonly wait_seconds: number;
}

/** Results with more rows than this are fetched through cloud storage. */
const INLINE_ROWS = 10_000;
/** An INLINE result over 25 MiB fails the statement, while one truncated at a lower byte limit is reported as truncated. */
const INLINE_BYTES = 16 * 2 ** 20;
const LINKED_BYTES = 2 ** 30;

/**
 * `POST /api/2.0/sql/statements`: starts a statement and returns it. A failure of the SQL itself is not thrown but
 * returned as the state FAILED. Up to 10,000 rows are returned INLINE, which needs no second host; more are returned as
 * EXTERNAL_LINKS, which have room for a large result. With `readsOnly` the request is repeated if the response is lost.
 * @throws {ApiError} `not-found` for an unknown warehouse, `permission` without CAN_USE on it
 */
export function executeStatement(client: Client, { wait_seconds, ...request }: NewStatement, readsOnly: boolean) {
  const inline = request.row_limit <= INLINE_ROWS;
  return client.post("statementExecution.executeStatement", "/api/2.0/sql/statements", statementResponse, {
    body: {
      ...request,
      byte_limit: inline ? INLINE_BYTES : LINKED_BYTES,
      disposition: inline ? "INLINE" : "EXTERNAL_LINKS",
      format: "JSON_ARRAY",
      wait_timeout: `${wait_seconds}s`,
      on_wait_timeout: "CONTINUE",
    },
    lane: "poll",
    replay: readsOnly ? "read" : "never",
  });
}

/**
 * `GET /api/2.0/sql/statements/{statement_id}`: state, manifest and first chunk. Errors name the statement_id.
 * @throws {ApiError} `not-found` for an unknown id and for results older than 12 hours
 */
export const getStatement = (client: Client, { statement_id }: { statement_id: string }): Promise<Statement> =>
  client
    .get("statementExecution.getStatement", path`/api/2.0/sql/statements/${statement_id}`, statementResponse, {
      lane: "poll",
    })
    .catch((error: unknown) => Promise.reject(withHandle(error, statement_id)));

/** `GET /api/2.0/sql/statements/{statement_id}/result/chunks/{chunk_index}`: one chunk, with new links on every call. */
export const getChunk = (
  client: Client,
  { statement_id, chunk_index }: { statement_id: string; chunk_index: number },
) =>
  client.get(
    "statementExecution.getStatementResultChunkN",
    path`/api/2.0/sql/statements/${statement_id}/result/chunks/${chunk_index}`,
    resultData,
  );

/** `POST /api/2.0/sql/statements/{statement_id}/cancel`: requests the cancellation; poll `getStatement` for its effect. */
export const cancelStatement = (client: Client, { statement_id }: { statement_id: string }) =>
  client
    .post("statementExecution.cancelExecution", path`/api/2.0/sql/statements/${statement_id}/cancel`, nothing, {
      body: {},
    })
    .catch((error: unknown) => Promise.reject(withHandle(error, statement_id)));

function withHandle(error: unknown, statement_id: string): unknown {
  if (!(error instanceof ApiError) || error.kind === "cancelled") return error;
  const next =
    error.kind === "not-found"
      ? "The statement_id is unknown, or older than the 12 hours for which results are kept. Run the statement again only if it reads."
      : `The statement may still be running: follow it up with poll_sql_result and statement_id ${statement_id}.`;
  return error.with({ next });
}
