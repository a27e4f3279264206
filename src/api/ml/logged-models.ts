import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path as urlPath } from "../http/path.ts";
import { type Artifact, artifactCredential, artifactPage, downloadArtifact } from "./artifacts.ts";

const model = z.looseObject({
  info: z.looseObject({ model_id: z.string(), name: text, source_run_id: text, status: text }),
});
/** `LoggedModel.info`: the fields we read. */
export type LoggedModel = z.output<typeof model>["info"];

/** A model that a run of MLflow 3 logged. `GET /api/2.0/mlflow/logged-models/{model_id}` @throws {ApiError} `not-found` */
export const getLoggedModel = async (client: Client, { model_id }: { model_id: string }): Promise<LoggedModel> =>
  (
    await client.get(
      "experiments.getLoggedModel",
      urlPath`/api/2.0/mlflow/logged-models/${model_id}`,
      z.looseObject({ model }),
    )
  ).model.info;

/**
 * One page of the files and folders directly in a folder of a logged model.
 * `GET /api/2.0/mlflow/logged-models/{model_id}/artifacts/directories`
 *
 * @throws {ApiError} `not-found` if there is no such model
 */
export async function listModelArtifacts(
  client: Client,
  { model_id, path, page_token }: { model_id: string; path?: string | undefined; page_token?: string | undefined },
): Promise<Page<Artifact>> {
  const where = urlPath`/api/2.0/mlflow/logged-models/${model_id}/artifacts/directories`;
  const query = { artifact_directory_path: path, page_token };
  const page = await client.get("experiments.listLoggedModelArtifacts", where, artifactPage, { query });
  return { items: page.files ?? [], next: page.next_page_token ?? undefined };
}

const credentials = z.looseObject({
  credentials: z.array(z.looseObject({ credential_info: artifactCredential.nullish() })).nullish(),
});

/**
 * The bytes of one file of a logged model.
 * `POST /api/2.0/mlflow/logged-models/{model_id}/artifacts/credentials-for-download`
 *
 * @throws {ApiError} As `readArtifact`
 */
export async function readModelArtifact(client: Client, { model_id, path }: { model_id: string; path: string }) {
  const found = await client.post(
    "artifacts.credentialsForLoggedModelDownload",
    urlPath`/api/2.0/mlflow/logged-models/${model_id}/artifacts/credentials-for-download`,
    credentials,
    { body: { paths: [path] }, replay: "read" },
  );
  return downloadArtifact(client, found.credentials?.[0]?.credential_info ?? undefined);
}
