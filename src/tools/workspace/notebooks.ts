import * as z from "zod";
import * as notebook from "../../api/workspace/notebook.ts";
import * as api from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { workspace } from "./toolset.ts";

export const exportNotebook = workspace.tool({
  name: "export_notebook",
  title: "Export a notebook or file",
  description:
    "Returns a notebook's or workspace file's text. HTML, DBC and binary files are linked instead; DBC also takes a folder.",
  access: "read",
  untrusted: "code",
  input: z.strictObject({
    path: params.workspacePath,
    format: z.enum(notebook.EXPORT_FORMATS).default("SOURCE").describe("JUPYTER has outputs"),
  }),
  output: z.object({
    path: z.string(),
    object_type: z.string(),
    language: text,
    format: text,
    mime_type: z.string(),
    size: z.number().describe("bytes"),
    content: text,
    uri: text.describe("resource that holds it, where it is not in content"),
  }),
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
  const file = { path: found.path, object_type: found.object_type, mime_type, size: bytes.byteLength };
  if (content !== undefined) return { ...file, content };
  return { ...file, uri: ctx.attachFile({ name: api.baseName(found.path), mimeType: mime_type, data: bytes }) };
}

async function readNotebook(ctx: Context, asked: string, found: api.ObjectInfo, format: notebook.ExportFormat) {
  const { path, object_type, language } = found;
  if (object_type !== "NOTEBOOK" && !(api.isFolder(found) && format === "DBC")) throw notReadable(asked, found);
  const bytes = await api.exportObject(ctx.client, { path, format });
  const mime_type = notebook.notebookMimeType(format, language);
  const exported = { path, object_type, ...compact({ language }), format, mime_type, size: bytes.byteLength };
  // HTML is a page with scripts around the text: nothing a model should read instead of the source.
  const content = format === "HTML" || format === "DBC" ? undefined : notebook.decodeText(bytes);
  if (content !== undefined) return { ...exported, content };
  const data = notebook.decodeText(bytes) ?? bytes;
  return { ...exported, uri: ctx.attachFile({ name: notebook.exportName(path, format), mimeType: mime_type, data }) };
}

const notReadable = (path: string, found: api.ObjectInfo): ToolError =>
  api.isFolder(found)
    ? new ToolError(`${oneLine(path)} is a folder.`, {
        next: "Read it with list_workspace_objects, or export the whole of it with format DBC.",
      })
    : new ToolError(`${oneLine(path)} is a ${api.knownType(found)} and cannot be exported.`, {
        next: "Only notebooks, files and folders can.",
      });

export const importNotebook = workspace.tool({
  name: "import_notebook",
  title: "Import a notebook",
  description:
    "Writes a notebook from text into an existing folder. Cells of a SOURCE are split at `# COMMAND ----------` lines.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ overwrite }) => (overwrite ? "destructive" : "write"),
  },
  idempotent: true,
  input: z
    .strictObject({
      path: params.workspacePath,
      content: z.string().max(14_000_000).describe("Text; base64 for DBC"),
      format: z.enum(notebook.EXPORT_FORMATS).default("SOURCE").describe("Of content"),
      language: z
        .enum(api.LANGUAGES)
        .optional()
        .describe("For SOURCE, unless the path ends in .py, .sql, .scala or .r"),
      overwrite: z.boolean().default(false).describe("Replace what is there"),
    })
    .refine((args) => args.format !== "SOURCE" || languageOf(args) !== undefined, {
      path: ["language"],
      message: `is needed for SOURCE; one of ${api.LANGUAGES.join(", ")}`,
    })
    .refine(({ format, content }) => format !== "DBC" || notebook.isBase64(content), {
      path: ["content"],
      message: "must be base64 for DBC",
    })
    .refine(({ format, overwrite }) => format !== "DBC" || !overwrite, {
      path: ["overwrite"],
      message: "is not possible with DBC: import to a new path",
    }),
  output: z.object({ path: z.string(), format: z.string(), language: text, size: z.number().describe("bytes") }),
  async confirm({ path, overwrite }, ctx) {
    if (!overwrite) return null;
    const found = await api.findObject(ctx.client, { path });
    // Nothing is there, so nothing is lost.
    if (!found) return null;
    return `Overwrite the ${found.object_type.toLowerCase()} ${oneLine(found.path)}? Its present contents are lost.`;
  },
  async run(ctx, args) {
    const { path, format, overwrite } = args;
    const language = format === "SOURCE" ? languageOf(args) : undefined;
    const content = Buffer.from(args.content, format === "DBC" ? "base64" : "utf8");
    await api.importObject(ctx.client, { path, format, content, overwrite, language });
    return { path: api.cleanPath(path), format, ...compact({ language }), size: content.byteLength };
  },
});

/** The language given, else the one the path's extension tells. */
function languageOf({
  language,
  path,
}: {
  language?: api.Language | undefined;
  path: string;
}): api.Language | undefined {
  return language ?? notebook.languageOfPath(path);
}
