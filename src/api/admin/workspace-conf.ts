import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing } from "../http/fields.ts";

/** The settings that the platform documents. Values are text: `"true"`, `"false"`, or a number. */
export const CONF_KEYS = [
  "customerApprovedWSLoginExpirationTime",
  "enableDbfsFileBrowser",
  "enableDeprecatedClusterNamedInitScripts",
  "enableDeprecatedGlobalInitScripts",
  "enableExportNotebook",
  "enableIpAccessLists",
  "enableNotebookTableClipboard",
  "enableProjectTypeInWorkspace",
  "enableProjectsAllowList",
  "enableResultsDownloading",
  "enableTokensConfig",
  "enableUploadDataUis",
  "enableVerboseAuditLogs",
  "enableWebTerminal",
  "enableWorkspaceFilesystem",
  "enforceUserIsolation",
  "maxTokenLifetimeDays",
  "maxUserInactiveDays",
  "mlflowRunArtifactDownloadEnabled",
  "projectsAllowList",
  "projectsAllowListPermissions",
  "rStudioUserDefaultHomeBase",
  "storeInteractiveNotebookResultsInCustomerAccount",
] as const;
/** Key of a workspace setting. */
export type ConfKey = (typeof CONF_KEYS)[number];

/**
 * The values of these settings by key. A setting that was never changed may be missing. `GET /api/2.0/workspace-conf`
 *
 * @throws {ApiError} `permission` for a caller who is not an admin
 */
export async function getWorkspaceConf(
  client: Client,
  { keys }: { keys: readonly ConfKey[] },
): Promise<Readonly<Record<string, string>>> {
  const values = await client.get(
    "workspaceConf.getStatus",
    "/api/2.0/workspace-conf",
    z.record(z.string(), z.string().nullable()),
    {
      query: { keys: keys.join(",") },
    },
  );
  return Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}

/**
 * Sets one value; the platform may refuse several values that depend on each other. `PATCH /api/2.0/workspace-conf`
 *
 * @throws {ApiError} `permission` for a caller who is not an admin
 */
export const setWorkspaceConf = (client: Client, { key, value }: { key: ConfKey; value: string }) =>
  client.patch("workspaceConf.setStatus", "/api/2.0/workspace-conf", nothing, {
    body: { [key]: value },
    replay: "safe",
  });
