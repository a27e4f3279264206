import { HOST, on } from "./workspace.ts";

/** The whole question as the harness's user sees it: the workspace, then these lines. */
export const asked = (...lines: readonly string[]): string => [`Workspace: ${HOST}`, ...lines].join("\n");

/** The identity that the server runs as, for questions that say so where a change concerns it. */
export const runsAs = (me: { id: string; userName?: string } = { id: "99", userName: "server@example.com" }) =>
  on("GET /api/2.0/preview/scim/v2/Me", me);
