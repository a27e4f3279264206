import * as z from "zod";
import { oneLine } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { id64 } from "../http/json.ts";
import { BLOCK, dbfsPath, deleteRound, getStatus, withNextStep } from "./dbfs.ts";

const EXISTS = "A file exists at this path. Choose another path, or replace the file with overwrite: true.";

/** Time for writing the blocks. The rest of a call's 50 s is for removing a file that could not be finished. */
const BLOCKS_MS = 35_000;
const CLEANUP_MS = 10_000;

/** A file to write. Without `overwrite`, an existing file is a conflict. */
export interface DbfsWrite {
  readonly path: string;
  readonly contents: Uint8Array;
  readonly overwrite: boolean;
}

/**
 * Writes a whole file or nothing: up to 1 MiB in one request, more in blocks. A write that fails midway, runs out of time
 * or is cancelled is undone.
 * @throws {ApiError} `conflict`, `permission`; `next` states whether a part of the file may be left
 */
export async function writeFile(client: Client, write: DbfsWrite): Promise<void> {
  const path = dbfsPath(write.path);
  const { contents, overwrite } = write;
  if (contents.byteLength <= BLOCK) {
    const body = { path, contents: base64(contents), overwrite };
    await withNextStep(path, client.post("dbfs.put", "/api/2.0/dbfs/put", nothing, { body, lane: "bulk" }), EXISTS);
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
    throw await undo(client, handle, { path, overwrite }, error);
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** Opens a write stream, which expires after ten idle minutes. `POST /api/2.0/dbfs/create` */
async function open(client: Client, body: { path: string; overwrite: boolean }): Promise<string> {
  const opened = client.post("dbfs.create", "/api/2.0/dbfs/create", z.looseObject({ handle: id64 }), { body });
  return (await withNextStep(body.path, opened, EXISTS)).handle;
}

/** `POST /api/2.0/dbfs/add-block` for each block in order, without retries, then `POST /api/2.0/dbfs/close`. */
async function stream(client: Client, handle: string, contents: Uint8Array): Promise<void> {
  for (let from = 0; from < contents.byteLength; from += BLOCK) {
    const body = { handle: wire(handle), data: base64(contents.subarray(from, from + BLOCK)) };
    await client.post("dbfs.addBlock", "/api/2.0/dbfs/add-block", nothing, { body, lane: "bulk" });
  }
  await client.post("dbfs.close", "/api/2.0/dbfs/close", nothing, { body: { handle: wire(handle) } });
}

/** A handle is an int64. One above 2^53 is sent as text to keep its digits, which the platform accepts. */
const wire = (handle: string): number | string => (Number.isSafeInteger(Number(handle)) ? Number(handle) : handle);

/** Closes the stream and deletes the partial file, even if the call itself is cancelled or out of time. */
async function undo(
  client: Client,
  handle: string,
  { path, overwrite }: { path: string; overwrite: boolean },
  error: ApiError,
): Promise<ApiError> {
  const own = client.bind({ signal: AbortSignal.timeout(CLEANUP_MS) });
  // The stream may be closed or lost already. Only the deletion of the file matters.
  await own.post("dbfs.close", "/api/2.0/dbfs/close", nothing, { body: { handle: wire(handle) } }).catch(() => {});
  const gone = await deleteRound(own, { path, recursive: false }).then(
    () => true,
    (failed: unknown) => failed instanceof ApiError && failed.kind === "not-found",
  );
  const before = overwrite ? " The previous file at this path is lost." : "";
  return error.with({
    outcome: "failed",
    next: gone
      ? `The write failed and the partial file was deleted.${before} Call again to write the whole file.`
      : `The write failed and a partial file may be left. Delete ${oneLine(path)} before writing again.${before}`,
  });
}

const incomplete = (written: number, wanted: number): ApiError =>
  new ApiError({
    kind: "bad-response",
    outcome: "failed",
    message: `${written} of ${wanted} bytes were written.`,
  });
