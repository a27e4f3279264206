import * as stored from "../../api/workspace/cells/stored.ts";
import * as workspace from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";

/** The object at `path`, if it is a notebook. @throws {ToolError} if it is something else */
export async function findNotebook(ctx: Context, path: string): Promise<workspace.ObjectInfo> {
  const found = await workspace.getStatus(ctx.client, { path });
  if (found.object_type === "NOTEBOOK") return found;
  throw new ToolError(`${oneLine(path)} is a ${workspace.knownType(found)}, not a notebook.`, {
    next: workspace.isFolder(found)
      ? "List the notebooks in it with list_workspace_objects."
      : "Read a file with read_file.",
  });
}

/** The notebook at `path` with its cells. */
export const openNotebook = async (ctx: Context, path: string): Promise<stored.StoredNotebook> =>
  readCells(ctx, await findNotebook(ctx, path));

const readAsEmpty = (path: string): ToolError =>
  new ToolError(`The notebook ${oneLine(path)} has content, but its export is empty.`, {
    next: "Read it as a whole with read_file.",
  });

/** The cells of a notebook that `findNotebook` returned. */
export async function readCells(ctx: Context, found: workspace.ObjectInfo): Promise<stored.StoredNotebook> {
  const { path } = found;
  const language = workspace.LANGUAGES.find((known) => known === found.language);
  const notebook = language && (await stored.readNotebook(ctx.client, { path, language }));
  if (notebook?.file.cells.every(({ source }) => source === "") && (found.size ?? 0) > 0) throw readAsEmpty(path);
  if (notebook) return notebook;
  throw new ToolError(`The notebook ${oneLine(path)} cannot be split into cells.`, {
    next: "Read it as a whole with read_file.",
  });
}
