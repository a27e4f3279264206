import * as z from "zod";
import { ApiError } from "../../api/http/errors.ts";
import * as api from "../../api/ml/artifacts.ts";
import { getLoggedModel, listModelArtifacts, readModelArtifact } from "../../api/ml/logged-models.ts";
import { getRun } from "../../api/ml/runs.ts";
import { decodeText, fileMimeType } from "../../api/workspace/notebook.ts";
import type { Context } from "../../core/calls/context.ts";
import { count, text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { evenIfEmpty, view } from "../../core/view.ts";
import { attachPicture } from "../pictures.ts";
import { nextPageLine } from "./arguments.ts";
import { mlflow } from "./toolset.ts";

const runId = params.runId.describe("Run ID");
const path = z
  .string()
  .min(1)
  .max(4096)
  .refine(
    (path) => !path.startsWith("/") && !path.split("/").includes(".."),
    "must be relative and must not contain ..",
  );

const artifactView = view(
  { path: z.string(), is_dir: z.boolean(), file_size: count },
  ({ path, is_dir, file_size }: api.Artifact) => ({
    path,
    is_dir: is_dir === true,
    file_size: is_dir ? undefined : file_size,
  }),
);

interface Place {
  readonly run_id: string;
  readonly path?: string | undefined;
}

/** A page of a folder. At the root of a run are also its logged models (MLflow 3), each a folder with the model's name. */
async function listOf(ctx: Context, { page_token, ...place }: Place & { readonly page_token?: string | undefined }) {
  const own = await api.listArtifacts(ctx.client, { ...place, page_token });
  if (page_token !== undefined && own.items.length > 0) return own;
  if (place.path !== undefined) {
    if (own.items.length > 0) return own;
    const inside = await findInModel(ctx, place.run_id, place.path);
    if (inside === undefined) return own;
    const { folder, model_id, rest } = inside;
    const { items, next } = await listModelArtifacts(ctx.client, { model_id, path: rest || undefined, page_token });
    return { items: items.map((item) => ({ ...item, path: `${folder}/${item.path}` })), next };
  }
  const taken = new Set(own.items.map(({ path }) => path));
  const folders = [...(await modelsOf(ctx, place.run_id)).keys()].filter((folder) => !taken.has(folder));
  return { items: [...own.items, ...folders.map((path) => ({ path, is_dir: true }))], next: own.next };
}

/** The bytes of a file of a run, or of one of its logged models. */
const bytesOf = (ctx: Context, { run_id, path }: { readonly run_id: string; readonly path: string }) =>
  api.readArtifact(ctx.client, { run_id, path }).catch(async (error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
    const inside = await findInModel(ctx, run_id, path);
    if (inside === undefined || inside.rest === "") throw error;
    return readModelArtifact(ctx.client, { model_id: inside.model_id, path: inside.rest });
  });

/** The logged model whose folder a path is in, with the path inside it. */
async function findInModel(ctx: Context, run_id: string, path: string) {
  const [folder = "", ...inside] = path.split("/");
  const model_id = (await modelsOf(ctx, run_id)).get(folder);
  return model_id === undefined ? undefined : { folder, model_id, rest: inside.join("/") };
}

/**
 * The models of a run by the names of their folders; of two with one name, the second has its ID as name. They are an
 * addition to the run's own files: where they cannot be read, there are none.
 */
const modelsOf = (ctx: Context, run_id: string): Promise<ReadonlyMap<string, string>> =>
  readModels(ctx, run_id).catch((error: unknown) => {
    ctx.signal.throwIfAborted();
    if (error instanceof ApiError) return new Map();
    throw error;
  });

async function readModels(ctx: Context, run_id: string): Promise<ReadonlyMap<string, string>> {
  const { outputs } = await getRun(ctx.client, { run_id });
  const ids = (outputs?.model_outputs ?? []).flatMap(({ model_id }) => model_id ?? []).slice(0, MAX_MODELS);
  const found = await Promise.all(ids.map((model_id) => getLoggedModel(ctx.client, { model_id })));
  const folders = new Map<string, string>();
  for (const { model_id, name } of found) folders.set(name && !folders.has(name) ? name : model_id, model_id);
  return folders;
}

/** Models of a run that are looked up. */
const MAX_MODELS = 20;

export const listArtifacts = mlflow.tool({
  name: "list_artifacts",
  title: "List the artifacts of an MLflow run",
  servedIn: ["ml"],
  description:
    "Lists the files and folders in one artifact folder of a run, also of the models it logged. Read a file with read_artifact.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    run_id: runId,
    path: path.optional().describe("Folder; the artifact root by default"),
    page_token: params.pageToken,
  }),
  output: z.object({ files: z.array(artifactView.schema), next_page_token: text }),
  async run(ctx, args) {
    const { items, next } = await listOf(ctx, args);
    return { files: items.map((item) => artifactView(item)), next_page_token: next };
  },
  text: ({ files, next_page_token }) =>
    files.length === 0
      ? "No artifacts here."
      : table(
          ["path", "bytes"],
          files.map((file) => (file.is_dir ? [`${file.path}/`, ""] : [file.path, String(file.file_size ?? "")])),
        ) + nextPageLine(next_page_token),
});

export const readArtifact = mlflow.tool({
  name: "read_artifact",
  title: "Read an artifact of an MLflow run",
  servedIn: ["ml"],
  description: "Returns one file of a run: text in the result, images as pictures, any other file as a resource link.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: runId, path: path.describe("File path from list_artifacts") }),
  output: z.object({
    run_id: z.string(),
    path: z.string(),
    mime_type: z.string(),
    size: z.number().describe("bytes"),
    content: evenIfEmpty(z.string().optional()),
    uri: text.describe("resource with the file, if not in content"),
  }),
  async run(ctx, { run_id, path }) {
    const bytes = await bytesOf(ctx, { run_id, path });
    const content = decodeText(bytes);
    const image = api.imageType(path);
    const mime_type = image ?? fileMimeType(path, content !== undefined);
    const file = { run_id, path, mime_type, size: bytes.byteLength };
    if (content !== undefined) return { ...file, content, uri: undefined };
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (image === undefined) {
      return { ...file, content, uri: ctx.attachFile({ name, mimeType: mime_type, data: bytes }) };
    }
    const picture = { data: Buffer.from(bytes).toString("base64"), mime_type, name };
    return { ...file, content, uri: attachPicture(ctx, picture) };
  },
  text: ({ path, mime_type, size, content, uri }) =>
    [`${path}, ${mime_type}, ${size} bytes`, ...(uri ? [uri] : []), ...(content === undefined ? [] : [content])].join(
      "\n",
    ),
});
