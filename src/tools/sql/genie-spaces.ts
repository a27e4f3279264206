import * as z from "zod";
import { getTable } from "../../api/catalog/tables.ts";
import { ApiError } from "../../api/http/errors.ts";
import * as api from "../../api/sql/genie.ts";
import {
  editGenieDocument,
  type GenieSpaceParts,
  partsOfGenieDocument,
  readGenieDocument,
  type ShownGenieParts,
} from "../../api/sql/genie-document.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type Consequence, listed, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { objectName, text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { compact } from "../../records.ts";
import { hasChanges, NO_CHANGE } from "../api/body.ts";
import { inTurn } from "../in-turn.ts";
import { genie, spaceId } from "./genie-toolset.ts";

const title = z.string().min(1).max(255).describe("Title");
const description = z.string().max(4000).optional().describe("Subject");
const tables = z
  .array(
    z
      .string()
      .refine((name) => name.split(".").length === 3, "must be catalog.schema.table")
      .register(params.READINGS, { reading: "sql-name" }),
  )
  .min(1)
  .max(100)
  .describe("Full names");
const instructions = z.string().max(20_000).optional().describe("How to answer");
const questions = z.array(z.string().min(1).max(1000)).max(50).optional().describe("Examples for users");

const changedView = view(
  { space_id: z.string(), title: text, etag: text },
  ({ space_id, title, etag }: api.GenieSpace) => ({ space_id, title, etag }),
);

const checkedView = changedView.schema.extend({ check: texts.describe("tables that it cannot read") });

/** Tables that do not exist, or are hidden from this identity. The platform stores them, and Genie answers without them. */
async function missingTables(ctx: Context, names: readonly string[] = []): Promise<string[]> {
  const missing = await inTurn([...new Set(names)], (full_name) =>
    getTable(ctx.client, { full_name }).then(
      () => [],
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        return error.kind === "not-found" ? [`Table ${full_name} does not exist or is hidden from this identity`] : [];
      },
    ),
  );
  return missing.flat();
}

const newId = (): string => crypto.randomUUID().replaceAll("-", "");

export const createGenieSpace = genie.tool({
  name: "create_genie_space",
  title: "Create a Genie space",
  servedIn: [],
  description: "Creates a Genie space that answers questions about tables. Ask it with ask_genie.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    title,
    warehouse_id: params.warehouseId,
    tables,
    description,
    instructions,
    sample_questions: questions,
  }),
  output: checkedView,
  affects: ({ title }) => ({
    effect: "Create",
    objects: [{ kind: "Genie space", name: title }],
    consequences: [],
  }),
  async run(ctx, { tables, instructions, sample_questions, ...fields }) {
    const parts = { tables, instructions, sample_questions };
    const serialized_space = JSON.stringify(editGenieDocument({ version: 2 }, parts, newId));
    const { title, warehouse_id, description } = fields;
    const body = { title, warehouse_id, serialized_space, ...compact({ description }) };
    const check = await missingTables(ctx, tables);
    return { ...changedView(await api.createSpace(ctx.client, body)), check };
  },
});

const spaceObject = ({ space_id, title, parent_path }: api.GenieSpace): AffectedObject => ({
  kind: "Genie space",
  name: title,
  id: space_id,
  within: [parent_path],
  details: { path: parent_path },
});

/** The space with its document. @throws {ToolError} if the document cannot be read */
async function spaceDocument(ctx: Context, space_id: string) {
  const space = await api.getSpace(ctx.client, { space_id, include_serialized_space: true });
  const document = readGenieDocument(space.serialized_space);
  if (document) return { space, document };
  throw new ToolError("The space's document cannot be read, so its parts cannot be edited. Nothing was changed.", {
    next: "Editing requires CAN EDIT on the space. Ask its owner for it.",
  });
}

const edits = ({ tables, instructions, sample_questions }: GenieSpaceParts): boolean =>
  [tables, instructions, sample_questions].some((part) => part !== undefined);

/** Parts of the space that the call replaces, and what it does not repeat of them. */
function replacedParts(before: ShownGenieParts, after: GenieSpaceParts): Consequence[] {
  const lost = (given: readonly string[] | undefined, had: readonly string[]) =>
    given === undefined ? [] : had.filter((one) => !given.includes(one));
  const gone = lost(after.tables, before.tables);
  const asked = lost(after.sample_questions, before.sample_questions);
  return [
    ...(gone.length > 0
      ? [{ reason: "others" as const, text: say`It no longer answers from these tables: ${listed(gone)}.` }]
      : []),
    ...(after.instructions !== undefined && before.instructions !== "" && after.instructions !== before.instructions
      ? [{ reason: "replacement" as const, text: say`Its instructions are replaced.` }]
      : []),
    ...(asked.length > 0
      ? [{ reason: "replacement" as const, text: say`These example questions are lost: ${listed(asked)}.` }]
      : []),
  ];
}

export const updateGenieSpace = genie.tool({
  name: "update_genie_space",
  title: "Edit a Genie space",
  servedIn: [],
  description: "Edits the given parts of a Genie space; each is replaced as a whole.",
  access: { least: "write", most: "destructive", of: (args) => (edits(args) ? "destructive" : "write") },
  untrusted: true,
  input: z
    .strictObject({
      space_id: spaceId,
      title: title.optional(),
      description,
      warehouse_id: params.warehouseId.optional(),
      tables: tables.optional(),
      instructions,
      sample_questions: questions,
    })
    .refine(hasChanges("space_id"), NO_CHANGE),
  output: checkedView,
  alsoCovers: [{ operation: "genie.updateSpace", args: asEdit }],
  async affects({ space_id, tables, instructions, sample_questions }, ctx) {
    const parts = { tables, instructions, sample_questions };
    if (!edits(parts)) {
      const space = await api.getSpace(ctx.client, { space_id });
      return { effect: "Edit", objects: [spaceObject(space)], consequences: [] };
    }
    const { space, document } = await spaceDocument(ctx, space_id);
    return {
      effect: "Edit",
      objects: [spaceObject(space)],
      consequences: replacedParts(partsOfGenieDocument(document), parts),
    };
  },
  async run(ctx, { space_id, tables, instructions, sample_questions, ...fields }) {
    const parts = { tables, instructions, sample_questions };
    if (!edits(parts)) return { ...changedView(await api.updateSpace(ctx.client, { space_id, ...fields })), check: [] };
    const { space, document } = await spaceDocument(ctx, space_id);
    const serialized_space = JSON.stringify(editGenieDocument(document, parts, newId));
    // With the etag, an edit that someone else made in the meantime is not undone.
    const change = { space_id, ...fields, serialized_space, ...compact({ etag: space.etag }) };
    const check = await missingTables(ctx, tables);
    return { ...changedView(await api.updateSpace(ctx.client, change)), check };
  },
});

/** A whole document means the parts in it; call_api gives it as text. */
function asEdit({ space_id, serialized_space }: Readonly<Record<string, unknown>>) {
  const document = typeof serialized_space === "string" ? readGenieDocument(serialized_space) : undefined;
  if (serialized_space !== undefined && document === undefined) return undefined;
  return [{ space_id, ...(document && partsOfGenieDocument(document)) }];
}

export const deleteGenieSpace = genie.tool({
  name: "delete_genie_space",
  title: "Delete a Genie space",
  servedIn: [],
  description: "Moves a Genie space to the trash. Its users can no longer ask it.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ space_id: spaceId }),
  output: z.object({ space_id: z.string(), name: objectName, note: z.string() }),
  covers: "genie.trashSpace",
  async affects({ space_id }, ctx) {
    return {
      effect: "Move to the trash",
      objects: [spaceObject(await api.getSpace(ctx.client, { space_id }))],
      consequences: [{ reason: "others", text: say`Its users can no longer ask it or read their conversations.` }],
    };
  },
  async run(ctx, { space_id }) {
    await api.trashSpace(ctx.client, { space_id });
    return { space_id, note: "Moved to the trash. It can be restored there." };
  },
});
