import * as stored from "../../api/workspace/cells/stored.ts";
import * as workspace from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";

/** What is at `path`, if it is a notebook. */
export async function findNotebook(ctx: Context, path: string): Promise<workspace.ObjectInfo> {
  const found = await workspace.getStatus(ctx.client, { path });
  if (found.object_type === "NOTEBOOK") return found;
  throw new ToolError(`${oneLine(path)} is a ${workspace.knownType(found)}, not a notebook.`, {
    next: workspace.isFolder(found)
      ? "list_workspace_objects shows the notebooks in it."
      : "export_notebook reads a file.",
  });
}

/** The notebook at `path`, cell by cell. */
export const openNotebook = async (ctx: Context, path: string): Promise<stored.StoredNotebook> =>
  readFound(ctx, await findNotebook(ctx, path));

/** The cells of a notebook that was found. */
export async function readFound(ctx: Context, found: workspace.ObjectInfo): Promise<stored.StoredNotebook> {
  const { path: at, language: named } = found;
  const language = workspace.LANGUAGES.find((known) => known === named);
  const notebook = language && (await stored.readNotebook(ctx.client, { path: at, language }));
  if (notebook) return notebook;
  throw new ToolError(`The notebook ${oneLine(at)} cannot be read as cells.`, {
    next: "export_notebook with format JUPYTER gives it as a whole.",
  });
}
