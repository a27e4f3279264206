import { cleanPath, isFolder, knownType, type ObjectInfo } from "../../api/workspace/workspace.ts";
import type { AffectedObject } from "../../core/consent/facts.ts";

const KINDS: Readonly<Record<string, string>> = {
  NOTEBOOK: "notebook",
  FILE: "file",
  DIRECTORY: "folder",
  REPO: "Git folder",
  LIBRARY: "library",
  DASHBOARD: "dashboard",
};

/** The word for an object of the workspace, in questions and errors. */
export const objectKind = (found: ObjectInfo): string => KINDS[found.object_type] ?? knownType(found);

/** An object of the workspace, looked up; `asked` is the path of the call, which protections know as well. */
export const workspaceObject = (found: ObjectInfo, asked: string): AffectedObject => ({
  kind: objectKind(found),
  name: found.path,
  id: found.object_id,
  matches: [cleanPath(asked)],
  contents: isFolder(found) ? "/" : undefined,
  details: { language: found.language },
});
