import * as z from "zod";
import { oneLine } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { id64 } from "../http/json.ts";
import { BLOCK, dbfsPath, deleteRound, getStatus, named } from "./dbfs.ts";

const EXISTS = "A file is there already: choose another path, or replace it with overwrite: true.";

/** Blocks get this long, so that of a call's 50 s enough is left to take back what could not be finished. */
const BLOCKS_MS = 35_000;
const CLEANUP_MS = 10_000;

export interface DbfsWrite {
  readonly path: string;
  readonly contents: Uint8Array;
  readonly overwrite: boolean;
}

/**
 * Writes a file whole or not at all: up to 1 MiB in one request, more in blocks. A write that fails half way, runs out
 * of time or is cancelled is taken back, and the `ApiError` says what is left.
 */
export async function writeFile(client: Client, write: DbfsWrite): Promise<void> {
  const path = dbfsPath(write.path);
  const { contents, overwrite } = write;
  if (contents.byteLength <= BLOCK) {
    const body = { path, contents: base64(contents), overwrite };
    await named(path, client.post("dbfs.put", "/api/2.0/dbfs/put", nothing, { body, lane: "bulk" }), EXISTS);
    return;
  }
  const timed = client.bind({ deadlineMs: BLOCKS_MS });
  const handle = await open(timed, { path, overwrite });
  try {
    await stream(timed, handle, contents);
    const { file_size } = await getStatus(timed, { path });
    if (file_size !== contents.byteLength) throw incomplete(file_size ?? 0, contents.byteLength);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw await takeBack(client, handle, { path, overwrite }, error);
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** Opens a write stream, which idles out after ten minutes. `POST /api/2.0/dbfs/create` */
async function open(client: Client, body: { path: string; overwrite: boolean }): Promise<string> {
  const answer = client.post("dbfs.create", "/api/2.0/dbfs/create", z.looseObject({ handle: id64 }), { body });
  return (await named(body.path, answer, EXISTS)).handle;
}

/** `POST /api/2.0/dbfs/add-block` for each block in order, never twice, then `POST /api/2.0/dbfs/close`. */
async function stream(client: Client, handle: string, contents: Uint8Array): Promise<void> {
  for (let from = 0; from < contents.byteLength; from += BLOCK) {
    const body = { handle: wire(handle), data: base64(contents.subarray(from, from + BLOCK)) };
    await client.post("dbfs.addBlock", "/api/2.0/dbfs/add-block", nothing, { body, lane: "bulk" });
  }
  await client.post("dbfs.close", "/api/2.0/dbfs/close", nothing, { body: { handle: wire(handle) } });
}

/** A handle is an int64 field; one beyond 2^53 keeps its digits as text, which the platform takes as well. */
const wire = (handle: string): number | string => (Number.isSafeInteger(Number(handle)) ? Number(handle) : handle);

/** Closes the stream and deletes the part that was written, also when the call itself is cancelled or out of time. */
async function takeBack(
  client: Client,
  handle: string,
  { path, overwrite }: { path: string; overwrite: boolean },
  error: ApiError,
): Promise<ApiError> {
  const own = client.bind({ signal: AbortSignal.timeout(CLEANUP_MS) });
  // The stream may be closed already, or lost: what counts is that the file goes.
  await own.post("dbfs.close", "/api/2.0/dbfs/close", nothing, { body: { handle: wire(handle) } }).catch(() => {});
  const gone = await deleteRound(own, { path, recursive: false }).then(
    () => true,
    (failed: unknown) => failed instanceof ApiError && failed.kind === "not-found",
  );
  const before = overwrite ? " What was at the path before is gone too." : "";
  return error.with({
    outcome: "failed",
    next: gone
      ? `The write was not finished and its part was deleted.${before} Call again to write the whole file.`
      : `The write was not finished and a part may be left: delete ${oneLine(path)} before writing again.${before}`,
  });
}

const incomplete = (written: number, wanted: number): ApiError =>
  new ApiError({
    kind: "bad-response",
    outcome: "failed",
    message: `${written} of ${wanted} bytes were written.`,
  });
