import { defineResource } from "../core/resources/define.ts";
import { exportNotebook } from "../tools/workspace/notebooks.ts";
import { ALL } from "../tools/workspace/object-view.ts";
import { listWorkspaceObjects } from "../tools/workspace/workspace.ts";
import { completeWorkspacePath, isFolder, objectTypeOf } from "./workspace-paths.ts";

/** Types that can be read as text. A folder is read as a list. */
const READABLE = ["NOTEBOOK", "FILE", "DIRECTORY", "REPO"];

/** `resources/list` shows the caller's home folder, not the entire workspace. */
const LISTED = 100;

/** A resource has no pages. */
const wholeFolder: typeof listWorkspaceObjects = {
  ...listWorkspaceObjects,
  run: (ctx, args) => listWorkspaceObjects.run(ctx, { ...args, limit: ALL }),
};

export const workspaceObject = defineResource(
  "databricks://workspace/{+path}",
  async (ctx, { path = "/" }) => {
    // An invalid path goes to a tool, too: its own check reports the problem before a request is sent.
    const valid = listWorkspaceObjects.input.safeParse({ path }).success;
    return valid && isFolder(await objectTypeOf(ctx, path)) ? wholeFolder : exportNotebook;
  },
  {
    name: "workspace_object",
    title: "Workspace object",
    description: "A folder as a list, a notebook as source code, a file unchanged.",
    mimeType: "text/plain",
    alsoServedBy: "read_file",
    async list(ctx) {
      const { path, objects } = await listWorkspaceObjects.run(ctx, { limit: ALL });
      const inside = objects.filter(({ object_type }) => READABLE.includes(object_type)).slice(0, LISTED);
      return [
        { variables: { path }, name: path, description: "The caller's home folder" },
        ...inside.map((object) => ({
          variables: { path: object.path },
          name: object.path,
          description: [object.object_type, object.language].filter(Boolean).join(" "),
          ...(object.size === undefined ? {} : { size: object.size }),
        })),
      ];
    },
    complete: {
      // The template already contains the slash before the value, so a value typed without one is completed without one.
      path: async (ctx, typed) => {
        const paths = await completeWorkspacePath(ctx, typed);
        return typed.startsWith("/") ? paths : paths.map((path) => path.slice(1));
      },
    },
    contents: ({ content, mime_type, ...rest }) =>
      typeof content === "string" && typeof mime_type === "string"
        ? { text: content, mimeType: mime_type }
        : { text: JSON.stringify({ ...rest, ...(mime_type ? { mime_type } : {}) }), mimeType: "application/json" },
  },
);
