import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing } from "../http/fields.ts";

/** The switches the platform documents. Values are text: "true", "false", or what the name says. */
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
export type ConfKey = (typeof CONF_KEYS)[number];

/** A key nobody has set yet may come back without a value. `GET /api/2.0/workspace-conf` */
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

/** One at a time: the platform may refuse several that depend on each other. `PATCH /api/2.0/workspace-conf` */
export const setWorkspaceConf = (client: Client, { key, value }: { key: ConfKey; value: string }) =>
  client.patch("workspaceConf.setStatus", "/api/2.0/workspace-conf", nothing, {
    body: { [key]: value },
    replay: "safe",
  });
