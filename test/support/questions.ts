import { HOST } from "./workspace.ts";

/** The whole question as the harness's user sees it: the workspace, then these lines. */
export const asked = (...lines: readonly string[]): string => [`Workspace: ${HOST}`, ...lines].join("\n");
