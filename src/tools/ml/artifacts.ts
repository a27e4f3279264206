import * as z from "zod";
import * as api from "../../api/ml/artifacts.ts";
import { decodeText, fileMimeType } from "../../api/workspace/notebook.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { attachPicture } from "../pictures.ts";
import { more, text } from "./arguments.ts";
import { mlflow } from "./toolset.ts";

const runId = params.runId.describe("Run id");
const path = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), "must be relative, without ..");

export const listArtifacts = mlflow.tool({
  name: "list_artifacts",
  title: "List the artifacts of an MLflow run",
  description: "Lists files of a run, by folder.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: runId, path: path.optional().describe("Folder"), page_token: params.pageToken }),
  output: z.object({
    files: z.array(z.object({ path: z.string(), is_dir: z.boolean(), file_size: z.number().optional() })),
    next_page_token: text,
  }),
  async run(ctx, args) {
    const { items, next } = await api.listArtifacts(ctx.client, args);
    const files = items.map(({ path, is_dir, file_size }) => ({
      path,
      is_dir: is_dir === true,
      ...(is_dir ? {} : compact({ file_size })),
    }));
    return { files, ...compact({ next_page_token: next }) };
  },
  text: ({ files, next_page_token }) =>
    files.length === 0
      ? "No artifact here."
      : table(
          ["path", "bytes"],
          files.map((file) => (file.is_dir ? [`${file.path}/`, ""] : [file.path, String(file.file_size ?? "")])),
        ) + more(next_page_token),
});

export const readArtifact = mlflow.tool({
  name: "read_artifact",
  title: "Read an artifact of an MLflow run",
  description: "Reads a file of a run; other than text and images it is linked.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: runId, path: path.describe("File") }),
  output: z.object({
    run_id: z.string(),
    path: z.string(),
    mime_type: z.string(),
    size: z.number().describe("bytes"),
    content: text,
    uri: text.describe("resource that holds it, where it is not in content"),
  }),
  async run(ctx, { run_id, path }) {
    const bytes = await api.readArtifact(ctx.client, { run_id, path });
    const content = decodeText(bytes);
    const image = api.imageType(path);
    const mime_type = image ?? fileMimeType(path, content !== undefined);
    const file = { run_id, path, mime_type, size: bytes.byteLength };
    if (content !== undefined) return { ...file, content };
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (image === undefined) return { ...file, uri: ctx.attachFile({ name, mimeType: mime_type, data: bytes }) };
    const picture = { data: Buffer.from(bytes).toString("base64"), mime_type, name };
    return { ...file, ...compact({ uri: attachPicture(ctx, picture) }) };
  },
  text: ({ path, mime_type, size, content, uri }) =>
    [`${path}, ${mime_type}, ${size} bytes`, ...(uri ? [uri] : []), ...(content === undefined ? [] : [content])].join(
      "\n",
    ),
});
