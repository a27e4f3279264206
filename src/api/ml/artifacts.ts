import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";

const file = z.looseObject({ path: z.string(), is_dir: z.boolean().nullish(), file_size: int64.nullish() });
/** A file or folder of a run. `path` is relative to the artifact root; `file_size` is in bytes. */
export type Artifact = z.output<typeof file>;

/** A page of files; of an empty folder the response has only `root_uri`. */
export const artifactPage = z.looseObject({ files: z.array(file).nullish(), next_page_token: text, root_uri: text });

/**
 * One page of the files and folders directly in the folder `path` (default: the artifact root).
 * `GET /api/2.0/mlflow/artifacts/list`
 *
 * @throws {ApiError} `not-found` if there is no such run
 */
export const listArtifacts = async (
  client: Client,
  query: { run_id: string; path?: string | undefined; page_token?: string | undefined },
): Promise<Page<Artifact>> => {
  const page = await client.get("experiments.listArtifacts", "/api/2.0/mlflow/artifacts/list", artifactPage, { query });
  return { items: page.files ?? [], next: page.next_page_token ?? undefined };
};

/** A link to one file, which is a credential. */
export const artifactCredential = z.looseObject({
  path: text,
  signed_uri: z.string(),
  headers: z.array(z.looseObject({ name: z.string(), value: z.string() })).nullish(),
});
const credentials = z.looseObject({ credential_infos: z.array(artifactCredential).nullish() });

/**
 * The bytes of one file of a run. `POST /api/2.0/mlflow/artifacts/credentials-for-read` returns a presigned link to cloud
 * storage whether or not the file exists. The link is a credential, so it never leaves this function.
 *
 * @throws {ApiError} `not-found` if there is no such run or file, or `path` is a folder; `too-large` over the size limit
 */
export async function readArtifact(client: Client, { run_id, path }: { run_id: string; path: string }) {
  const { credential_infos } = await client.post(
    "artifacts.credentialsForRead",
    "/api/2.0/mlflow/artifacts/credentials-for-read",
    credentials,
    {
      body: { run_id, path: [path] },
      replay: "read",
    },
  );
  return downloadArtifact(client, credential_infos?.[0]);
}

/** The bytes behind a link. @throws {ApiError} `not-found` if there is no such file, or it is a folder; `too-large` */
export async function downloadArtifact(client: Client, info: z.output<typeof artifactCredential> | undefined) {
  if (info === undefined) throw absent("The workspace returned no link to the file.");
  const headers = Object.fromEntries((info.headers ?? []).map(({ name, value }) => [name, value]));
  try {
    return await client.download({ url: info.signed_uri, headers });
  } catch (error) {
    throw error instanceof ApiError && error.kind === "not-found" ? absent(error.message) : error;
  }
}

const absent = (message: string) =>
  new ApiError({
    kind: "not-found",
    outcome: "failed",
    message,
    next: "Find the file with list_artifacts; folders cannot be read.",
  });

const IMAGE_OF_EXTENSION: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
};

/** MIME type of an image that a model can view, by file extension; `undefined` for any other file. */
export const imageType = (path: string): string | undefined =>
  IMAGE_OF_EXTENSION[/\.([a-z]{3,4})$/i.exec(path)?.[1]?.toLowerCase() ?? ""];
