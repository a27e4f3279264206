import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";

/** A file or folder of a run; `path` is relative to its artifact root, `file_size` in bytes. */
const file = z.looseObject({ path: z.string(), is_dir: z.boolean().nullish(), file_size: int64.nullish() });
export type Artifact = z.output<typeof file>;

/** What is directly below `path`. `GET /api/2.0/mlflow/artifacts/list` */
export const listArtifacts = async (
  client: Client,
  query: { run_id: string; path?: string | undefined; page_token?: string | undefined },
): Promise<Page<Artifact>> => {
  const answer = z.looseObject({ files: z.array(file).nullish(), next_page_token: text });
  const page = await client.get("experiments.listArtifacts", "/api/2.0/mlflow/artifacts/list", answer, { query });
  return { items: page.files ?? [], next: page.next_page_token ?? undefined };
};

const credentials = z.looseObject({
  credential_infos: z
    .array(
      z.looseObject({
        path: text,
        signed_uri: z.string(),
        headers: z.array(z.looseObject({ name: z.string(), value: z.string() })).nullish(),
      }),
    )
    .nullish(),
});

/**
 * The bytes of one file of a run. `POST /api/2.0/mlflow/artifacts/credentials-for-read`, which answers with a link to
 * cloud storage whether or not there is a file; then that link, which goes no further than this function.
 */
export async function readArtifact(client: Client, { run_id, path }: { run_id: string; path: string }) {
  const { credential_infos } = await client.post(
    "artifacts.credentialsForRead",
    "/api/2.0/mlflow/artifacts/credentials-for-read",
    credentials,
    {
      body: { run_id, path: [path] },
      replay: "safe",
    },
  );
  const [info] = credential_infos ?? [];
  if (info === undefined) throw absent("The platform gave no link to the file.");
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
    next: "list_artifacts shows what the run has; a folder is listed, not read.",
  });

const IMAGE_OF_EXTENSION: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
};

/** The MIME type of a file that a model can look at, by its name. */
export const imageType = (path: string): string | undefined =>
  IMAGE_OF_EXTENSION[/\.([a-z]{3,4})$/i.exec(path)?.[1]?.toLowerCase() ?? ""];
