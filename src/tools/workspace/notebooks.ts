import * as z from "zod";
import * as notebook from "../../api/workspace/notebook.ts";
import * as api from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { say, unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { evenIfEmpty, view } from "../../core/view.ts";
import { oneLine } from "../../text.ts";
import { objectKind, workspaceObject } from "./object-facts.ts";
import { workspace } from "./toolset.ts";

/** Content that was read as text, or the link to it. */
type Delivered = { readonly content: string } | { readonly uri: string };

const exportView = view(
  {
    path: z.string(),
    object_type: z.string(),
    language: text,
    format: text,
    mime_type: z.string(),
    size: z.number().describe("bytes"),
    content: evenIfEmpty(z.string().optional()),
    uri: text.describe("resource that holds the content, if it is not inline"),
  },
  (
    { path, object_type, language }: api.ObjectInfo,
    file: { readonly format?: notebook.ExportFormat; readonly mime_type: string; readonly size: number },
    delivered: Delivered,
  ) => ({
    path,
    object_type,
    language,
    format: file.format,
    mime_type: file.mime_type,
    size: file.size,
    content: "content" in delivered ? delivered.content : undefined,
    uri: "uri" in delivered ? delivered.uri : undefined,
  }),
);

export const exportNotebook = workspace.tool({
  name: "export_notebook",
  title: "Export a notebook or file",
  servedIn: [],
  description:
    "Returns the source of a notebook or the text of a workspace file. HTML, DBC and binary files are returned as a link. DBC can also export a whole folder.",
  access: "read",
  untrusted: "code",
  input: z.strictObject({
    path: params.workspacePath,
    format: z.enum(notebook.EXPORT_FORMATS).default("SOURCE").describe("Export format; JUPYTER includes outputs"),
  }),
  output: exportView.schema,
  async run(ctx, { path, format }) {
    const found = await api.getStatus(ctx.client, { path });
    return found.object_type === "FILE" ? readFile(ctx, found) : readNotebook(ctx, path, found, format);
  },
  text: ({ path, language, format, content, mime_type, size, uri }) => {
    const head = [path, ...[language, format].filter(Boolean), `${size} bytes`].join(", ");
    return uri ? `${head}\n${mime_type} at ${uri}` : `${head}\n${content ?? ""}`;
  },
});

async function readFile(ctx: Context, found: api.ObjectInfo) {
  const bytes = await api.exportObject(ctx.client, { path: found.path, format: "AUTO" });
  const content = notebook.decodeText(bytes);
  const mime_type = notebook.fileMimeType(found.path, content !== undefined);
  const file = { mime_type, size: bytes.byteLength };
  if (content !== undefined) return exportView(found, file, { content });
  const uri = ctx.attachFile({ name: api.baseName(found.path), mimeType: mime_type, data: bytes });
  return exportView(found, file, { uri });
}

async function readNotebook(ctx: Context, asked: string, found: api.ObjectInfo, format: notebook.ExportFormat) {
  const { path, object_type, language } = found;
  if (object_type !== "NOTEBOOK" && !(api.isFolder(found) && format === "DBC")) throw notReadable(asked, found);
  const bytes = await api.exportObject(ctx.client, { path, format });
  const mime_type = notebook.notebookMimeType(format, language);
  const file = { format, mime_type, size: bytes.byteLength };
  // HTML is a page with scripts around the text, which a model should not read instead of the source.
  const content = format === "HTML" || format === "DBC" ? undefined : notebook.decodeText(bytes);
  if (content !== undefined) return exportView(found, file, { content });
  const data = notebook.decodeText(bytes) ?? bytes;
  const uri = ctx.attachFile({ name: notebook.exportName(path, format), mimeType: mime_type, data });
  return exportView(found, file, { uri });
}

const notReadable = (path: string, found: api.ObjectInfo): ToolError =>
  api.isFolder(found)
    ? new ToolError(`${oneLine(path)} is a folder.`, {
        next: "List its contents with list_workspace_objects, or export all of it with format DBC.",
      })
    : new ToolError(`${oneLine(path)} is a ${api.knownType(found)} and cannot be exported.`, {
        next: "Only notebooks, files and folders can be exported.",
      });

export const importNotebook = workspace.tool({
  name: "import_notebook",
  title: "Import a notebook",
  servedIn: ["default", "engineer", "analyst", "ml"],
  description:
    "Writes a notebook from text into an existing folder. SOURCE is split into cells at `# COMMAND ----------` lines. To change single cells of an existing notebook, use edit_notebook.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ overwrite }) => (overwrite ? "destructive" : "write"),
  },
  idempotent: true,
  input: z
    .strictObject({
      path: params.workspacePath,
      content: z.string().max(14_000_000).describe("Notebook as text; base64 for DBC"),
      format: z.enum(notebook.EXPORT_FORMATS).default("SOURCE").describe("Format of content"),
      language: z
        .enum(api.LANGUAGES)
        .optional()
        .describe("Notebook language, required for SOURCE unless the path ends in .py, .sql, .scala or .r"),
      overwrite: z.boolean().default(false).describe("Replace an existing object, after confirmation"),
    })
    .refine((args) => args.format !== "SOURCE" || languageOf(args) !== undefined, {
      path: ["language"],
      message: `is required for SOURCE; one of ${api.LANGUAGES.join(", ")}; to write a file instead, use write_file`,
    })
    .refine(({ format, content }) => format !== "DBC" || notebook.isBase64(content), {
      path: ["content"],
      message: "must be base64 for DBC",
    })
    .refine(({ format, overwrite }) => format !== "DBC" || !overwrite, {
      path: ["overwrite"],
      message: "cannot be combined with DBC: import to a new path",
    }),
  output: z.object({ path: z.string(), format: z.string(), language: text, size: z.number().describe("bytes") }),
  covers: "workspace.import",
  async affects(args, ctx) {
    const found = args.overwrite ? await api.findObject(ctx.client, args) : undefined;
    if (!found) return unnamed("Write", { kind: "notebook", name: api.cleanPath(args.path) });
    if (found.object_type !== "NOTEBOOK") throw notANotebook(args.path, found);
    const language = args.format === "SOURCE" ? languageOf(args) : undefined;
    const other = language !== undefined && found.language && language !== found.language;
    return {
      effect: "Overwrite",
      objects: [workspaceObject(found, args.path)],
      consequences: [
        { reason: "loss", text: say`Its current cells and their outputs are permanently lost.` },
        ...(other ? [{ reason: "replacement" as const, text: say`Its language becomes ${language}.` }] : []),
      ],
    };
  },
  async run(ctx, args) {
    const { path, format, overwrite } = args;
    const language = format === "SOURCE" ? languageOf(args) : undefined;
    const content = Buffer.from(args.content, format === "DBC" ? "base64" : "utf8");
    await api.importObject(ctx.client, { path, format, content, overwrite, language });
    return { path: api.cleanPath(path), format, language, size: content.byteLength };
  },
});

const notANotebook = (path: string, found: api.ObjectInfo): ToolError =>
  new ToolError(`${oneLine(path)} is a ${objectKind(found)}, which a notebook cannot replace. Nothing was written.`, {
    next: found.object_type === "FILE" ? "Write a file with write_file." : "Choose another path.",
  });

/** The given language, else the one of the path's extension. */
const languageOf = ({ language, path }: { language?: api.NotebookLanguage | undefined; path: string }) =>
  language ?? notebook.languageOfPath(path);
