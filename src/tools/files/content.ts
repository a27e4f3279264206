import * as z from "zod";
import { fileMimeType, isBase64 } from "../../api/workspace/notebook.ts";
import { baseName } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type CallFacts, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { count, text } from "../../core/fields.ts";
import { evenIfEmpty, view } from "../../core/view.ts";
import { oneLine, textOfRange } from "../../text.ts";

/** Default number of bytes to read of a text file: it fits into one response. */
const TEXT_LENGTH = 32_768;

/** Arguments for the range of a file to read. */
export const rangeInput = (maxLength: number) => ({
  offset: z.number().int().min(0).default(0).describe("First byte to read"),
  length: z.number().int().min(4).max(maxLength).optional().describe("Bytes to read; default 32 KiB of text"),
});

/** Arguments of a write. `bytesOf` returns the bytes to write. */
export const writeInput = (path: z.ZodString) =>
  z
    .strictObject({
      path,
      content: z.string().max(14_000_000).describe("Whole content of the file"),
      encoding: z.enum(["utf-8", "base64"]).default("utf-8").describe("Encoding of content; base64 for binary files"),
      overwrite: z.boolean().default(false).describe("Replace an existing file, after confirmation"),
    })
    .refine(isDecodable, { path: ["content"], message: "must be base64" });

/** The facts of a write: content that is replaced is lost. `size` is that of the file at the path, if there is one. */
export const writeFacts = (object: AffectedObject, size: number | undefined, write: EncodedContent): CallFacts =>
  size === undefined
    ? { effect: "Write", objects: [object], consequences: [] }
    : {
        effect: "Overwrite",
        objects: [object],
        consequences: [
          {
            reason: "loss",
            text: say`Its ${size} bytes are replaced by ${bytesOf(write).byteLength} bytes and permanently lost.`,
          },
        ],
      };

/** Access of a write: only replacing a file loses anything. */
export const writeAccess = {
  least: "write",
  most: "destructive",
  of: ({ overwrite }: { overwrite: boolean }) => (overwrite ? "destructive" : "write"),
} as const;

const isDecodable = ({ encoding, content }: EncodedContent): boolean =>
  encoding === "utf-8" || content === "" || isBase64(content);

interface EncodedContent {
  readonly content: string;
  readonly encoding: "utf-8" | "base64";
}

export const bytesOf = ({ content, encoding }: EncodedContent): Buffer<ArrayBuffer> =>
  Buffer.from(content, encoding === "base64" ? "base64" : "utf8");

/** A range of a file that was read: `content` of text, `uri` of anything else. */
interface FileRange {
  readonly offset: number;
  readonly length: number;
  readonly mime_type: string;
  readonly content?: string;
  readonly uri?: string;
}

export const contentView = view(
  {
    path: z.string(),
    file_size: z.number(),
    offset: z.number(),
    bytes_read: z.number(),
    next_offset: count.describe("offset of the next range"),
    mime_type: z.string(),
    content: evenIfEmpty(z.string().optional()),
    uri: text.describe("resource that holds binary content"),
  },
  ({ path, size }: ReadableFile, { offset, length, mime_type, content, uri }: FileRange) => ({
    path,
    file_size: size,
    offset,
    bytes_read: length,
    next_offset: offset + length < size ? offset + length : undefined,
    mime_type,
    content,
    uri,
  }),
);

interface ReadableFile {
  readonly path: string;
  readonly size: number;
  readonly maxLength: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Reads a range of a file. Text is returned inline, cut between characters, and anything else as a link, unchanged. */
export async function readContent(
  ctx: Context,
  file: ReadableFile,
  range: { offset: number; length?: number | undefined },
) {
  const { path, size, maxLength } = file;
  const { offset } = range;
  if (offset > size) throw pastEnd(path, size);
  const read = async (length: number) => {
    const wanted = Math.min(length, size - offset);
    return wanted === 0 ? new Uint8Array() : file.read(offset, wanted);
  };
  const first = await read(range.length ?? TEXT_LENGTH);
  const found = textOfRange(first, { first: offset === 0, last: offset + first.length >= size });
  if (found !== undefined) {
    const { text: content, skipped, left } = found;
    const length = first.length - skipped - left;
    return contentView(file, { offset: offset + skipped, length, mime_type: fileMimeType(path, true), content });
  }
  // A fragment of an image or an archive is useless: without a length, as much as possible is read.
  const data = range.length === undefined && first.length < size - offset ? await read(maxLength) : first;
  const mime_type = fileMimeType(path, false);
  const uri = ctx.attachFile({ name: baseName(path), mimeType: mime_type, data });
  return contentView(file, { offset, length: data.length, mime_type, uri });
}

const pastEnd = (path: string, size: number): ToolError =>
  new ToolError(`The offset is past the end of the file ${oneLine(path)}, which has ${size} bytes.`, {
    next: "Use a smaller offset.",
  });

/** One line about the range, then the text unchanged. */
export const contentText = ({
  path,
  file_size,
  offset,
  bytes_read,
  ...rest
}: z.output<typeof contentView.schema>): string =>
  [
    `${path}, ${bytes_read === file_size ? "" : `${bytes_read} of `}${file_size} bytes${offset > 0 ? ` from ${offset}` : ""}`,
    ...(rest.next_offset === undefined ? [] : [`More: offset ${rest.next_offset}`]),
    rest.uri === undefined ? (rest.content ?? "") : `${rest.mime_type} at ${rest.uri}`,
  ].join("\n");
