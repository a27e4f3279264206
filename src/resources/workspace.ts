import { defineResource } from "../core/resources/define.ts";
import { exportNotebook } from "../tools/workspace/notebooks.ts";
import { listWorkspaceObjects } from "../tools/workspace/workspace.ts";
import { completeWorkspacePath, isFolder, objectTypeOf } from "./workspace-paths.ts";

/** Types that can be read as text; a folder reads as its list. */
const READABLE = ["NOTEBOOK", "FILE", "DIRECTORY", "REPO"];

/** `resources/list` shows where the caller works, not the whole workspace. */
const LISTED = 100;

export const workspaceObject = defineResource(
  "databricks://workspace/{+path}",
  async (ctx, { path = "/" }) => {
    // A path that is none goes to a tool all the same: its own check says what is wrong, before anything is sent.
    const valid = listWorkspaceObjects.input.safeParse({ path }).success;
    return valid && isFolder(await objectTypeOf(ctx, path)) ? listWorkspaceObjects : exportNotebook;
  },
  {
    name: "workspace_object",
    title: "Workspace object",
    description: "A folder as its list, a notebook as its source, a file as it is.",
    mimeType: "text/plain",
    async list(ctx) {
      const { path, objects } = await listWorkspaceObjects.run(ctx, {});
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
      // The template's own slash stands before the value: a value typed without one is completed without one.
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
