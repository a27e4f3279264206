import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import { path } from "../http/path.ts";

const count = int64.nullish();

const chunk = z.looseObject({ chunk_index: z.number(), row_offset: int64, row_count: int64 });
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
/** One chunk's rows, or the links to them. The links are credentials: neither shown nor logged. */
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
export type Statement = z.output<typeof statementResponse>;

const OVER = new Set(["SUCCEEDED", "FAILED", "CANCELED", "CLOSED"]);

/** Nothing more happens to it. */
export const isOver = ({ status }: Statement): boolean => OVER.has(status.state);

export interface NewStatement {
  readonly statement: string;
  readonly warehouse_id: string;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  /** `value` null or absent is NULL; `type` defaults to STRING. */
  readonly parameters?:
    | readonly {
        readonly name: string;
        readonly value?: string | null | undefined;
        readonly type?: string | undefined;
      }[]
    | undefined;
  readonly row_limit: number;
  /** Seconds, 0 or from 5 to 50. The statement goes on when they are over. */
  readonly wait_seconds: number;
}

/** More rows than this go through cloud storage. */
const INLINE_ROWS = 10_000;
/** An INLINE result over 25 MiB fails the statement; one cut at a byte limit below that says that it was cut. */
const INLINE_BYTES = 16 * 2 ** 20;
const LINKED_BYTES = 2 ** 30;

/**
 * `POST /api/2.0/sql/statements`. A failure of the SQL itself is an answer (state FAILED), not an error. Limits are
 * always sent. Up to 10,000 rows come INLINE, with no second host in the way; more come as EXTERNAL_LINKS, where a
 * whole large result has room. `readsOnly`: may be sent again when an answer is lost.
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
    replay: readsOnly ? "safe" : "never",
  });
}

/** `GET /api/2.0/sql/statements/{statement_id}`: state, manifest and first chunk. A failure names the handle. */
export const getStatement = (client: Client, { statement_id }: { statement_id: string }): Promise<Statement> =>
  client
    .get("statementExecution.getStatement", path`/api/2.0/sql/statements/${statement_id}`, statementResponse, {
      lane: "poll",
    })
    .catch((error: unknown) => Promise.reject(withHandle(error, statement_id)));

/** `GET /api/2.0/sql/statements/{statement_id}/result/chunks/{chunk_index}`: any chunk, with a new link each time. */
export const getChunk = (
  client: Client,
  { statement_id, chunk_index }: { statement_id: string; chunk_index: number },
) =>
  client.get(
    "statementExecution.getStatementResultChunkN",
    path`/api/2.0/sql/statements/${statement_id}/result/chunks/${chunk_index}`,
    resultData,
  );

/** `POST /api/2.0/sql/statements/{statement_id}/cancel`: asks; `getStatement` tells what came of it. */
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
      ? "The statement_id is wrong or older than the 12 hours results are kept: run the statement again."
      : `The statement may still be running: ask again with statement_id ${statement_id}.`;
  return error.with({ next });
}
