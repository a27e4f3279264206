import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One answer of storage. */
export interface Served {
  readonly chunk: number;
  /** First byte asked for. */
  readonly from: number;
  /** Bytes handed to the socket until it closed or all were written. */
  bytes: number;
  ended: "running" | "whole" | "left";
}

export interface ResultOptions {
  readonly rows: number;
  readonly chunkRows: number;
  /** Answers a storage request otherwise (`n` counts them from 0); true when it did. */
  readonly storage?: (request: IncomingMessage, response: ServerResponse, n: number) => boolean;
  /** Storage that does not support ranges. */
  readonly wholeOnly?: boolean;
  /** Cuts the connection of the n-th storage answer after this many bytes. */
  readonly cut?: (n: number) => number | undefined;
}

export interface ResultServer {
  readonly url: string;
  readonly served: Served[];
  /** Requests for a chunk's link. */
  readonly asked: number[];
  /** Storage answers under way at once, at most. */
  readonly most: number;
  close(): Promise<void>;
}

export const STATEMENT_ID = "01f0aaaa-0000-1000-8000-000000000001";

/** Row `n`: every row has the same length, so that any part of a chunk is written without making the rest. */
export const resultRow = (n: number): readonly (string | null)[] => [
  String(n).padStart(9, "0"),
  `row ${String(n).padStart(9, "0")} — "quoted", é`,
  null,
];
const [BEFORE = "", BETWEEN = "", AFTER = ""] = `${JSON.stringify(resultRow(0))},`.split("000000000");
const encoded = (n: number) => {
  const digits = String(n).padStart(9, "0");
  return BEFORE + digits + BETWEEN + digits + AFTER;
};
const ROW_BYTES = Buffer.byteLength(encoded(0));
const PIECE_ROWS = 1000;

/** Bytes of a chunk's document: brackets around rows, and a comma between them. */
export const chunkBytes = (rows: number): number => rows * ROW_BYTES + 1;

function* chunkDocument(first: number, rows: number, from: number): Generator<Buffer> {
  let skip = from;
  const part = (bytes: Buffer) => {
    const rest = bytes.subarray(skip);
    skip = Math.max(0, skip - bytes.length);
    return rest;
  };
  yield part(Buffer.from("["));
  const start = Math.floor(skip / ROW_BYTES);
  skip -= start * ROW_BYTES;
  for (let at = start; at < rows; at += PIECE_ROWS) {
    const count = Math.min(PIECE_ROWS, rows - at);
    const piece = Buffer.from(Array.from({ length: count }, (_, i) => encoded(first + at + i)).join(""));
    // The last comma is the closing bracket's place.
    if (at + count === rows) piece[piece.length - 1] = "]".charCodeAt(0);
    yield part(piece);
  }
}

/** A workspace with one large result, and its cloud storage: a statement that SUCCEEDED, its chunks behind links. */
export async function startResultServer(options: ResultOptions): Promise<ResultServer> {
  const { rows, chunkRows, wholeOnly = false } = options;
  const served: Served[] = [];
  const asked: number[] = [];
  const state = { most: 0, running: 0, requests: 0 };
  const chunks = Array.from({ length: Math.ceil(rows / chunkRows) }, (_, chunk_index) => ({
    chunk_index,
    row_offset: chunk_index * chunkRows,
    row_count: Math.min(chunkRows, rows - chunk_index * chunkRows),
  }));
  const linkTo = (index: number) => ({
    external_links: [{ ...chunks[index], external_link: `${server.url}/storage/${index}?sig=${asked.length}` }],
  });

  async function store(request: IncomingMessage, response: ServerResponse, index: number): Promise<void> {
    const n = state.requests++;
    if (options.storage?.(request, response, n)) return;
    const { row_offset = 0, row_count = 0 } = chunks[index] ?? {};
    const size = chunkBytes(row_count);
    const from = wholeOnly ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const entry: Served = { chunk: index, from, bytes: 0, ended: "running" };
    served.push(entry);
    state.most = Math.max(state.most, ++state.running);
    const gone = once(response, "close");
    response.writeHead(from > 0 ? 206 : 200, {
      "content-length": size - from,
      ...(from > 0 && { "content-range": `bytes ${from}-${size - 1}/${size}` }),
    });
    const cut = options.cut?.(n) ?? Number.POSITIVE_INFINITY;
    for (const piece of chunkDocument(row_offset, row_count, from)) {
      if (response.destroyed) break;
      const room = response.write(piece.subarray(0, Math.max(0, cut - entry.bytes)));
      entry.bytes = Math.min(cut, entry.bytes + piece.length);
      if (entry.bytes >= cut) {
        // The written bytes have to arrive before the connection breaks.
        await new Promise((resolve) => setTimeout(resolve, 50));
        response.destroy();
      } else if (!room) await Promise.race([once(response, "drain"), gone]);
    }
    state.running--;
    entry.ended = response.destroyed ? "left" : "whole";
    response.end();
  }

  const http = createServer((request, response) => {
    response.on("error", () => {});
    const { pathname } = new URL(request.url ?? "", "http://x");
    const [, part, index] = /^\/(storage)\/(\d+)$/.exec(pathname) ?? /\/(chunks)\/(\d+)$/.exec(pathname) ?? [];
    if (part === "storage") return void store(request, response, Number(index));
    if (part === "chunks") asked.push(Number(index));
    const body =
      part === "chunks"
        ? linkTo(Number(index))
        : {
            statement_id: STATEMENT_ID,
            status: { state: "SUCCEEDED" },
            manifest: {
              schema: { columns: ["id", "text", "nothing"].map((name) => ({ name, type_text: "STRING" })) },
              total_chunk_count: chunks.length,
              total_row_count: rows,
              chunks,
            },
            result: linkTo(0),
          };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const server: ResultServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    served,
    asked,
    get most() {
      return state.most;
    },
    close() {
      http.closeAllConnections();
      return new Promise((resolve) => http.close(() => resolve()));
    },
  };
  return server;
}
