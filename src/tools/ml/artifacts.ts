import * as z from "zod";
import * as api from "../../api/ml/artifacts.ts";
import { decodeText, fileMimeType } from "../../api/workspace/notebook.ts";
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

export const listArtifacts = mlflow.tool({
  name: "list_artifacts",
  title: "List the artifacts of an MLflow run",
  servedIn: ["ml"],
  description: "Lists the files and folders in one artifact folder of a run. Read a file with read_artifact.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    run_id: runId,
    path: path.optional().describe("Folder; the artifact root by default"),
    page_token: params.pageToken,
  }),
  output: z.object({ files: z.array(artifactView.schema), next_page_token: text }),
  async run(ctx, args) {
    const { items, next } = await api.listArtifacts(ctx.client, args);
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
    const bytes = await api.readArtifact(ctx.client, { run_id, path });
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
